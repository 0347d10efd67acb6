//! API keys of an organization. A key acts as the member who created it, or as a service account.

mod create;
mod rotate;
mod update;

pub use create::create;
pub use rotate::rotate;
pub use update::{delete, update};

use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, ServiceAccountId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{CredentialKind, Permissions, Role};
use steward_kernel::time::Timestamp;

use super::model::{ApiKey, DailyCalls, KeyCreator, KeyServiceAccount};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::{self, InOrganization};

/// The days for which calls are kept and shown.
const USAGE_DAYS: i64 = 30;
/// Counts of calls that one run of the clean-up deletes.
const CLEAN_UP_ROWS: u32 = 500;

#[derive(FromJson)]
struct KeyRow {
    id: ApiKeyId,
    name: String,
    start: String,
    scopes: String,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    created_at: Timestamp,
    disabled_at: Option<Timestamp>,
    rotated_at: Option<Timestamp>,
    previous_expires_at: Option<Timestamp>,
    user_id: Option<UserId>,
    user_name: Option<String>,
    account_id: Option<ServiceAccountId>,
    account_name: Option<String>,
    account_role: Option<Role>,
    account_permissions: Option<String>,
    account_disabled_at: Option<Timestamp>,
    usage: String,
}

impl KeyRow {
    fn into_key(self) -> Result<ApiKey, Error> {
        let usage: Vec<DailyCalls> = steward_kernel::from_json::read(&self.usage).map_err(Error::internal)?;
        let (account, disabled_at) = (self.account_id.zip(self.account_name), self.account_disabled_at);
        Ok(ApiKey {
            id: self.id,
            name: self.name,
            start: self.start,
            scopes: steward_kernel::from_json::read(&self.scopes).map_err(Error::internal)?,
            created_by: self.user_id.zip(self.user_name).map(|(id, name)| KeyCreator { id, name }),
            service_account: account.map(|(id, name)| KeyServiceAccount { id, name, disabled_at }),
            disabled_at: self.disabled_at,
            rotated_at: self.rotated_at,
            previous_expires_at: self.previous_expires_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            calls_per_day: usage,
            created_at: self.created_at,
        })
    }

    /// For the audit log.
    fn to_json(&self) -> Result<Value, Error> {
        let scopes = steward_kernel::from_json::parse(&self.scopes).map_err(Error::internal)?;
        Ok(json!({
            "name": self.name, "scopes": scopes, "expiresAt": self.expires_at, "disabled": self.disabled_at.is_some(),
            "serviceAccountId": self.account_id,
        }))
    }
}

/// The first day whose calls are shown.
fn first_day(edge: &Edge) -> i64 {
    scope::day(edge.now()) - USAGE_DAYS + 1
}

/// One key, as a [`KeyRow`].
fn select(scope: &InOrganization<ManageApiKeys>, id: &ApiKeyId) -> Statement {
    let edge = &scope.caller.edge;
    crate::bind!(store::SELECT_KEY, scope.organization_id, id, edge.now(), first_day(edge))
}

fn read(outcome: &Outcome) -> Result<ApiKey, Error> {
    outcome.first::<KeyRow>()?.ok_or(Error::NotFound)?.into_key()
}

async fn find(scope: &InOrganization<ManageApiKeys>, id: &ApiKeyId) -> Result<KeyRow, Error> {
    scope.caller.edge.database()?.first(select(scope, id)).await?.ok_or(Error::NotFound)
}

/// Checks that a service account with these permissions has none that the caller does not have: who has its keys acts as it.
fn must_cover(scope: &InOrganization<ManageApiKeys>, account: Permissions) -> Result<(), Error> {
    if scope.permissions.covers(account.open_to(CredentialKind::ApiKey)) {
        Ok(())
    } else {
        Err(Error::field("serviceAccountId", "Choose a service account with a role that is not above your own."))
    }
}

/// A page of an organization's keys, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<ManageApiKeys>, page: &PageQuery) -> Result<Page<ApiKey>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let edge = &scope.caller.edge;
    let (now, day) = (edge.now(), first_day(edge));
    let statement = crate::bind!(store::LIST_KEYS, scope.organization_id, after, limit + 1, now, day);
    let rows: Vec<KeyRow> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(KeyRow::into_key).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Deletes the counts of calls that are not shown any more.
///
/// # Errors
/// [`Error::Database`].
pub async fn delete_old_usage(edge: &Edge) -> Result<(), Error> {
    let statement = crate::bind!(store::DELETE_OLD_USAGE, first_day(edge), CLEAN_UP_ROWS);
    edge.database()?.run(statement).await.map(|_| ())
}
