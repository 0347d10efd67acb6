//! Resolves the scope of a request with one statement, counts it against the caller's rate limit, and updates when the
//! caller was last seen after the response.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{
    ApiKeyId, EstateId, MembershipId, OAuthClientId, OrganizationId, ServiceAccountId, SessionId, UserId,
};
use steward_kernel::permission::Role;
use steward_kernel::time::MINUTE;

use super::{BrowserRequest, PageStatement, key_usage, store};
use crate::edge::database::{Statement, parameter};
use crate::edge::{Edge, log};
use crate::identity::model::UserRole;
use crate::identity::sessions::credential::Credential;
use crate::identity::sessions::session::{LIFETIME_MS, REFRESH_MS};
use crate::identity::sessions::{self, Token};
use crate::platform::limits;

/// The time between two updates of a user's last-seen time.
const PRESENCE_INTERVAL_MS: i64 = MINUTE;

/// A row of the scope's statements. The columns of a session are null for a key, and those of a key for a session.
#[derive(FromJson)]
pub(super) struct Row {
    pub(super) session_id: Option<SessionId>,
    /// Only where a request has several session cookies.
    pub(super) token_hash: Option<String>,
    pub(super) refreshed_at: Option<i64>,
    pub(super) confirmed_at: Option<i64>,
    pub(super) impersonated_by: Option<UserId>,
    pub(super) credential_expires_at: Option<i64>,
    /// The app of the session, the scopes that it was granted, and those that it may still have.
    pub(super) client_id: Option<OAuthClientId>,
    pub(super) granted_scopes: Option<String>,
    pub(super) client_scopes: Option<String>,
    pub(super) key_id: Option<ApiKeyId>,
    pub(super) key_scopes: Option<String>,
    pub(super) key_last_used_at: Option<i64>,
    /// The service account that a key belongs to.
    pub(super) service_account_id: Option<ServiceAccountId>,
    pub(super) user_id: UserId,
    pub(super) user_name: String,
    pub(super) user_role: UserRole,
    pub(super) user_email: String,
    #[serde(deserialize_with = "flag")]
    pub(super) user_email_verified: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) user_email_proven: bool,
    pub(super) user_last_seen_at: Option<i64>,
    pub(super) role: Option<Role>,
    /// The permissions that the caller's custom role limits the role to, as a JSON array.
    pub(super) custom_permissions: Option<String>,
    pub(super) membership_id: Option<MembershipId>,
    pub(super) organization_id: Option<OrganizationId>,
    pub(super) organization_name: Option<String>,
    /// Whether the organization requires a second factor that the user does not have.
    #[serde(deserialize_with = "flag")]
    pub(super) is_factor_missing: bool,
    /// Whether the organization requires single sign-on, which the session was not started with.
    #[serde(deserialize_with = "flag")]
    pub(super) is_sso_missing: bool,
    pub(super) estate_id: Option<EstateId>,
    pub(super) estate_name: Option<String>,
    /// The caller's own role on the estate.
    pub(super) estate_role: Option<Role>,
}

/// The tenant in the path of a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum PathTenant<'a> {
    None,
    Organization(&'a OrganizationId),
    Estate(&'a EstateId),
}

/// Counts a request without a valid credential by its address, and returns its error.
pub async fn unauthenticated(request: &BrowserRequest) -> Error {
    if let Some(tokens) = request.cookie() {
        tokens.clear_stale(&request.edge, None);
    }
    let counted = limits::anonymous(&request.edge, request.ip_address.as_deref()).await;
    counted.err().unwrap_or(Error::Unauthenticated)
}

/// Resolves the credential and the tenant in the path.
pub(super) async fn resolve(request: &BrowserRequest, tenant: PathTenant<'_>) -> Result<Row, Error> {
    let Some((sql, parameters)) = scope_statement(request, tenant) else {
        return Err(unauthenticated(request).await);
    };
    let row: Option<Row> = request.edge.database()?.first(Statement::new(sql, parameters)).await?;
    admit(request, row).await
}

/// As [`resolve`], with a page of a list in the same statement. The page of a caller who is no member is empty; the
/// permission is for the caller to check.
pub(super) async fn resolve_with_page(
    request: &BrowserRequest,
    tenant: PathTenant<'_>,
    page: PageStatement,
) -> Result<(Row, String), Error> {
    let Some((scope, mut parameters)) = scope_statement(request, tenant) else {
        return Err(unauthenticated(request).await);
    };
    parameters.extend(page.parameters);
    let statement = Statement::composed(store::with_page(scope, page.sql), parameters);
    let (row, page) = request.edge.database()?.page(statement).await?.unzip();
    Ok((admit(request, row).await?, page.unwrap_or_default()))
}

/// A page of a list of an organization in which the scope is resolved already.
pub(super) async fn read_page(
    edge: &Edge,
    organization_id: &OrganizationId,
    page: PageStatement,
) -> Result<String, Error> {
    let none = serde_json::Value::Null;
    let mut parameters = vec![none.clone(), none.clone(), parameter(organization_id), none];
    parameters.extend(page.parameters);
    let statement = Statement::composed(store::with_page(store::RESOLVED, page.sql), parameters);
    let found: Option<(Resolved, String)> = edge.database()?.page(statement).await?;
    Ok(found.map(|(_, page)| page).unwrap_or_default())
}

/// The row of [`store::RESOLVED`].
#[derive(FromJson)]
struct Resolved {}

/// `None` for a request without a credential.
fn scope_statement(request: &BrowserRequest, tenant: PathTenant<'_>) -> Option<(&'static str, Vec<serde_json::Value>)> {
    let (sql, credential) = match request.credential.as_deref() {
        Some(Credential::Cookie(tokens)) => match tokens.only() {
            Some(token) => (store::SELECT_SCOPE_BY_COOKIE, parameter(&token.hash())),
            None => (store::SELECT_SCOPE_BY_COOKIES, parameter(&tokens.hashes())),
        },
        Some(Credential::AccessToken(token)) => (store::SELECT_SCOPE_BY_SESSION, parameter(&token.session_id)),
        Some(Credential::ApiKey(hash)) => (store::SELECT_SCOPE_BY_KEY, parameter(hash)),
        Some(Credential::Unknown) | None => return None,
    };
    let (estate, organization) = match tenant {
        PathTenant::None => (None, None),
        PathTenant::Organization(id) => (None, Some(id)),
        PathTenant::Estate(id) => (Some(id), None),
    };
    Some((sql, vec![credential, parameter(&estate), parameter(&organization), parameter(&request.edge.now())]))
}

/// Counts the request against the caller's rate limit, and updates session and presence.
async fn admit(request: &BrowserRequest, row: Option<Row>) -> Result<Row, Error> {
    let edge = &request.edge;
    let Some(row) = row else { return Err(unauthenticated(request).await) };
    let subject = row.session_id.as_ref().map(AsRef::as_ref).or(row.key_id.as_ref().map(AsRef::as_ref));
    limits::api(edge, subject.unwrap_or_default()).await?;
    request.must_be_of_page(&row.user_id)?;
    if let (Some(tokens), Some(session_id), Some(refreshed_at)) = (request.cookie(), &row.session_id, row.refreshed_at)
    {
        let token = tokens.valid(row.token_hash.as_deref());
        tokens.clear_stale(edge, row.credential_expires_at.map(|end| (token, end - edge.now())));
        if row.impersonated_by.is_none() {
            extend_session(edge, token, session_id, refreshed_at);
        }
    }
    update_presence(edge, &row);
    Ok(row)
}

/// Extends a browser's session after the response, at most once a day. Impersonations are not extended: their end is
/// fixed.
pub fn extend_session(edge: &Edge, token: &Token, session_id: &SessionId, refreshed_at: i64) {
    let now = edge.now();
    if now - refreshed_at < REFRESH_MS {
        return;
    }
    token.set(edge);
    run_in_background(edge, crate::bind!(sessions::store::EXTEND, session_id, refreshed_at, now + LIFETIME_MS, now));
}

/// Updates when the user or key was last seen, after the response and at most once a minute.
fn update_presence(edge: &Edge, row: &Row) {
    let now = edge.now();
    let is_due = |last: Option<i64>| last.is_none_or(|last| now - last >= PRESENCE_INTERVAL_MS);
    if let Some(key_id) = &row.key_id {
        if is_due(row.key_last_used_at) {
            run_in_background(edge, crate::bind!(store::UPDATE_KEY_USE, key_id, now, now - PRESENCE_INTERVAL_MS));
        }
        if let Some(calls) = key_usage::count(key_id.as_ref(), now) {
            run_in_background(edge, crate::bind!(store::ADD_KEY_CALLS, calls));
        }
    } else if row.impersonated_by.is_none() && is_due(row.user_last_seen_at) {
        run_in_background(edge, crate::bind!(store::UPDATE_PRESENCE, row.user_id, now, now - PRESENCE_INTERVAL_MS));
    }
}

/// Runs a statement after the response. It may be lost: the next request repeats it, or a few calls are not counted.
fn run_in_background(edge: &Edge, statement: Statement) {
    let background = edge.clone();
    edge.spawn(async move {
        let ran = match background.uncounted_database() {
            Ok(database) => database.run(statement).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = ran {
            log::error("write presence failed", &[("error", format!("{error:?}").into())]);
        }
    });
}
