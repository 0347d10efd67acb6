//! Who calls and where: the one statement, the caller's limit, and what is written down of it after the answer.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{ApiKeyId, EstateId, MembershipId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::MINUTE;

use super::BrowserRequest;
use crate::edge::database::{Statement, flag};
use crate::edge::{Edge, log};
use crate::identity::credential::Credential;
use crate::identity::model::UserRole;
use crate::identity::session::{LIFETIME_MS, REFRESH_MS, Token};
use crate::identity::store;
use crate::platform::limits;

/// When somebody was last seen is written at most this often.
const PRESENCE_MS: i64 = MINUTE;

/// What the scope's statement finds. Columns of a session are absent for a key, and the other way round.
#[derive(Deserialize)]
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

/// Who calls and where, in one statement, whatever the credential.
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
        refresh(edge, token, session_id, refreshed_at);
    }
    note_presence(edge, &row);
    Ok(row)
}

/// Moves a session that is used forward, once a day, after the response. One of an impersonation never moves.
pub fn refresh(edge: &Edge, token: &Token, session_id: &SessionId, refreshed_at: i64) {
    let now = edge.now();
    if now - refreshed_at < REFRESH_MS {
        return;
    }
    token.set(edge);
    afterwards(edge, crate::bind!(store::REFRESH_SESSION, session_id, refreshed_at, now + LIFETIME_MS, now));
}

/// Writes down that somebody, or a key, was there, once a minute, after the response.
fn note_presence(edge: &Edge, row: &Row) {
    let now = edge.now();
    let is_due = |last: Option<i64>| last.is_none_or(|last| now - last >= PRESENCE_MS);
    if let Some(key_id) = &row.key_id {
        if is_due(row.key_last_used_at) {
            afterwards(edge, crate::bind!(store::NOTE_KEY_USE, key_id, now, now - PRESENCE_MS));
        }
    } else if row.impersonated_by.is_none() && is_due(row.user_last_seen_at) {
        afterwards(edge, crate::bind!(store::NOTE_PRESENCE, row.user_id, now, now - PRESENCE_MS));
    }
}

/// Runs a statement that may get lost, after the response.
fn afterwards(edge: &Edge, statement: Statement) {
    let background = edge.clone();
    edge.spawn(async move {
        let ran = match background.uncounted_database() {
            Ok(database) => database.run(statement).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = ran {
            log::error("a session or a presence was not written", &[("error", format!("{error:?}").into())]);
        }
    });
}
