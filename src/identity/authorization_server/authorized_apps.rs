//! The apps that a user has allowed to act for them.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OAuthClientId, OAuthConsentId, OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::model::AuthorizedApp;
use super::scopes::Scopes;
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Caller;
use crate::platform::change::{AuditEvent, Change, Tenant};

#[derive(FromJson)]
struct Row {
    id: OAuthConsentId,
    scopes: String,
    updated_at: Timestamp,
    client_id: OAuthClientId,
    client_name: String,
    organization_id: OrganizationId,
    organization_name: String,
}

impl From<Row> for AuthorizedApp {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            client_name: row.client_name,
            organization_name: row.organization_name,
            scopes: Scopes::stored(&row.scopes).names(),
            authorized_at: row.updated_at,
        }
    }
}

/// A page of the apps that the caller has allowed, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(caller: &Caller, page: &PageQuery) -> Result<Page<AuthorizedApp>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST_AUTHORIZED_APPS, caller.user_id, after, limit + 1);
    let rows: Vec<Row> = caller.edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    Ok(Page { items: page.items.into_iter().map(AuthorizedApp::from).collect(), next_cursor: page.next_cursor })
}

/// All apps that a user has allowed, at most a thousand.
///
/// # Errors
/// [`Error::Database`].
pub async fn list_all(edge: &Edge, user_id: &UserId) -> Result<Vec<AuthorizedApp>, Error> {
    let rows: Vec<Row> = edge.database()?.all(crate::bind!(store::LIST_AUTHORIZED_APPS, user_id, "", 1_000)).await?;
    Ok(rows.into_iter().map(AuthorizedApp::from).collect())
}

/// Revokes what the caller has allowed an app, which ends all of its tokens for the caller.
///
/// # Errors
/// [`Error::NotFound`] for a consent that is not the caller's.
pub async fn revoke(caller: &Caller, id: &OAuthConsentId) -> Result<(), Error> {
    let statement = crate::bind!(store::SELECT_AUTHORIZED_APP, caller.user_id, id);
    let row: Option<Row> = caller.edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::NotFound)?;
    let mut change = Change::by(&caller.edge, caller.origin(), Tenant::organization(&row.organization_id));
    change.must_change(crate::bind!(store::DELETE_CONSENT, id));
    let scopes = Scopes::stored(&row.scopes).names();
    let before = json!({ "clientId": row.client_id, "name": row.client_name, "scopes": scopes });
    change.audit(&AuditEvent::new("user.revokeAuthorizedApp", "oauth_consent", id).before(before));
    change.commit().await.map_err(|error| if is_precondition_failed(&error) { Error::NotFound } else { error })
}
