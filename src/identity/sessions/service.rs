//! Listing and ending a user's sessions.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::{Session, SessionKind, session, store};
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Caller;
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Later than every timestamp, in milliseconds: 2^53 - 1.
const END_OF_TIME: i64 = 9_007_199_254_740_991;

/// The maximum of sessions in the export of an account.
const MAX_EXPORTED: u32 = 1_000;

#[derive(FromJson)]
struct Row {
    id: SessionId,
    kind: SessionKind,
    user_agent: Option<String>,
    ip_address: Option<String>,
    location: Option<String>,
    created_at: i64,
    refreshed_at: i64,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    impersonated: bool,
}

impl Row {
    fn into_session(self, current: Option<&SessionId>, now: i64) -> Session {
        let is_current = Some(&self.id) == current;
        Session {
            id: self.id,
            kind: self.kind,
            current: is_current,
            user_agent: self.user_agent.filter(|text| !text.is_empty()),
            ip_address: self.ip_address,
            location: self.location,
            created_at: Timestamp(self.created_at),
            last_seen_at: Timestamp(if is_current { now } else { self.refreshed_at }),
            expires_at: Timestamp(self.expires_at),
            impersonated: self.impersonated,
        }
    }
}

/// Lists a page of a user's active sessions, newest first. `current` is the session of the request, if it is the
/// user's.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    user_id: &UserId,
    current: Option<&SessionId>,
    page: &PageQuery,
) -> Result<Page<Session>, Error> {
    let limit = page.limit()?;
    let (created_at, id) = parse_cursor(page.after()?.as_deref())?;
    let now = edge.now();
    let statement = crate::bind!(store::LIST, user_id, now, created_at, id, limit + 1);
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| format!("{}:{}", row.created_at, row.id));
    let items = page.items.into_iter().map(|row| row.into_session(current, now)).collect();
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Lists a user's active sessions, newest first, at most a thousand.
///
/// # Errors
/// [`Error::Database`].
pub async fn list_all(edge: &Edge, user_id: &UserId, current: &SessionId) -> Result<Vec<Session>, Error> {
    let now = edge.now();
    let statement = crate::bind!(store::LIST, user_id, now, END_OF_TIME, "", MAX_EXPORTED);
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    Ok(rows.into_iter().map(|row| row.into_session(Some(current), now)).collect())
}

fn parse_cursor(text: Option<&str>) -> Result<(i64, String), Error> {
    let Some(text) = text else { return Ok((END_OF_TIME, String::new())) };
    let parts = text.split_once(':').and_then(|(moment, id)| Some((moment.parse().ok()?, id.to_owned())));
    parts.ok_or_else(|| Error::field("cursor", "Use the nextCursor of the previous page."))
}

/// Revokes one of the caller's sessions and closes its sockets.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not the caller's.
pub async fn end(caller: &Caller, session_id: &SessionId) -> Result<(), Error> {
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::DELETE_OF_USER, session_id, caller.user_id));
    let before = json!({ "userId": caller.user_id });
    change.audit(&AuditEvent::new("user.endSession", "session", session_id).before(before));
    session::emit_ended(&mut change, &caller.user_id, session_id).await?;
    change.commit().await.map_err(|error| if is_precondition_failed(&error) { Error::NotFound } else { error })?;
    if caller.session_id()? == session_id {
        session::clear(&caller.edge);
    }
    Ok(())
}

/// Ends a user's sessions except `kept`, audited as the operation `action`, and closes their sockets.
///
/// # Errors
/// [`Error::Database`].
pub async fn end_all(
    edge: &Edge,
    origin: &Origin,
    action: &'static str,
    user_id: &UserId,
    kept: Option<&SessionId>,
) -> Result<(), Error> {
    let mut change = Change::by(edge, origin.clone(), Tenant::NONE);
    let session_ids = session::revoke_all(&mut change, user_id, kept).await?;
    let event = AuditEvent::new(action, "user", user_id);
    change.audit(&event.before(json!({ "sessionIds": session_ids })).after(json!({ "sessionIds": [] })));
    change.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors() {
        assert_eq!(parse_cursor(None).unwrap(), (END_OF_TIME, String::new()));
        assert_eq!(parse_cursor(Some("17:ses_1")).unwrap(), (17, "ses_1".to_owned()));
        for other in ["", "17", "ses_1", "x:ses_1"] {
            assert!(parse_cursor(Some(other)).is_err(), "{other}");
        }
    }
}
