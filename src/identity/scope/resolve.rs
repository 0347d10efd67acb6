//! Resolves the scope of a request with one statement, counts it against the caller's rate limit, and updates when the
//! caller was last seen after the response.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, EstateId, MembershipId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::MINUTE;

use super::{BrowserRequest, store};
use crate::edge::database::Statement;
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
    pub(super) refreshed_at: Option<i64>,
    pub(super) impersonated_by: Option<UserId>,
    pub(super) key_id: Option<ApiKeyId>,
    pub(super) key_scopes: Option<String>,
    pub(super) key_last_used_at: Option<i64>,
    pub(super) user_id: UserId,
    pub(super) user_name: String,
    pub(super) user_role: UserRole,
    pub(super) user_email: String,
    #[serde(deserialize_with = "flag")]
    pub(super) user_email_verified: bool,
    pub(super) user_last_seen_at: Option<i64>,
    pub(super) role: Option<Role>,
    pub(super) membership_id: Option<MembershipId>,
    pub(super) organization_id: Option<OrganizationId>,
    pub(super) organization_name: Option<String>,
    pub(super) estate_id: Option<EstateId>,
    pub(super) estate_name: Option<String>,
    #[serde(deserialize_with = "flag")]
    pub(super) estate_granted: bool,
}

/// Resolves the credential and the tenant in the path.
pub(super) async fn resolve(
    request: &BrowserRequest,
    estate: Option<&str>,
    organization: Option<&str>,
) -> Result<Row, Error> {
    let edge = &request.edge;
    let now = edge.now();
    let statement = match request.credential.as_deref() {
        Some(Credential::Cookie(token)) => {
            crate::bind!(store::SELECT_SCOPE_BY_COOKIE, token.hash(), estate, organization, now)
        }
        Some(Credential::AccessToken(session_id)) => {
            crate::bind!(store::SELECT_SCOPE_BY_SESSION, session_id, estate, organization, now)
        }
        Some(Credential::ApiKey(hash)) => crate::bind!(store::SELECT_SCOPE_BY_KEY, hash, estate, organization, now),
        Some(Credential::Unknown) | None => return Err(Error::Unauthenticated),
    };
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::Unauthenticated)?;
    let subject = row.session_id.as_ref().map(AsRef::as_ref).or(row.key_id.as_ref().map(AsRef::as_ref));
    limits::api(edge, subject.unwrap_or_default()).await?;
    if let (Some(token), Some(session_id), Some(refreshed_at), None) =
        (request.cookie(), &row.session_id, row.refreshed_at, &row.impersonated_by)
    {
        extend_session(edge, token, session_id, refreshed_at);
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
    } else if row.impersonated_by.is_none() && is_due(row.user_last_seen_at) {
        run_in_background(edge, crate::bind!(store::UPDATE_PRESENCE, row.user_id, now, now - PRESENCE_INTERVAL_MS));
    }
}

/// Runs a statement after the response. It may be lost: the next request repeats it.
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
