//! A user's sessions: what there is, and their end.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::model::Session;
use super::store;
use crate::edge::Edge;
use crate::edge::database::{assert_changed, flag, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::identity::session::{self, SessionKind};
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox;

/// After every moment that there can be, in milliseconds: 2^53 - 1.
const END_OF_TIME: i64 = 9_007_199_254_740_991;

/// Sessions of an export.
const MOST: u32 = 1_000;

#[derive(Deserialize)]
struct Row {
    id: SessionId,
    kind: SessionKind,
    user_agent: Option<String>,
    ip_address: Option<String>,
    place: Option<String>,
    created_at: i64,
    refreshed_at: i64,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    impersonated: bool,
}

impl Row {
    fn shown(self, current: Option<&SessionId>, now: i64) -> Session {
        let is_current = Some(&self.id) == current;
        Session {
            id: self.id,
            kind: self.kind,
            current: is_current,
            user_agent: self.user_agent.filter(|text| !text.is_empty()),
            ip_address: self.ip_address,
            place: self.place,
            created_at: Timestamp(self.created_at),
            last_seen_at: Timestamp(if is_current { now } else { self.refreshed_at }),
            expires_at: Timestamp(self.expires_at),
            impersonated: self.impersonated,
        }
    }
}

/// A user's sessions that are still good, newest first. `current` is the one that asks, if it is the user's.
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
    let (moment, id) = read_cursor(page.after()?.as_deref())?;
    let now = edge.now();
    let statement = crate::bind!(store::LIST_SESSIONS, user_id, now, moment, id, limit + 1);
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| format!("{}:{}", row.created_at, row.id));
    let items = page.items.into_iter().map(|row| row.shown(current, now)).collect();
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// All of a user's sessions that are still good, newest first, a thousand at the most.
///
/// # Errors
/// [`Error::Database`].
pub(super) async fn all(edge: &Edge, user_id: &UserId, current: &SessionId) -> Result<Vec<Session>, Error> {
    let now = edge.now();
    let statement = crate::bind!(store::LIST_SESSIONS, user_id, now, END_OF_TIME, "", MOST);
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    Ok(rows.into_iter().map(|row| row.shown(Some(current), now)).collect())
}

fn read_cursor(text: Option<&str>) -> Result<(i64, String), Error> {
    let Some(text) = text else { return Ok((END_OF_TIME, String::new())) };
    let parts = text.split_once(':').and_then(|(moment, id)| Some((moment.parse().ok()?, id.to_owned())));
    parts.ok_or_else(|| Error::field("cursor", "This is not a cursor of this list."))
}

/// Ends one of the caller's sessions; its sockets are closed at once.
///
/// # Errors
/// [`Error::NotFound`] for what is none of theirs.
pub async fn end(caller: &Caller, session_id: &SessionId) -> Result<(), Error> {
    let edge = &caller.edge;
    let entry = Entry {
        action: "user.endSession",
        organization_id: None,
        estate_id: None,
        resource_type: "session",
        resource_id: session_id.as_ref(),
        detail: json!({}),
    };
    let recorded = outbox::record(edge, session::end_one(edge, &caller.user_id, session_id).await?);
    let mut statements = vec![
        crate::bind!(store::DELETE_SESSION, session_id, caller.user_id),
        assert_changed(),
        audit::record(edge, &caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?
        .batch(statements)
        .await
        .map_err(|error| if is_precondition_failed(&error) { Error::NotFound } else { error })?;
    if caller.has_cookie && caller.session_id()? == session_id {
        session::clear(edge);
    }
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Ends a user's sessions, all but `kept`, audited as the operation `action`; their sockets are closed at once.
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
    let ending = session::end_all(edge, user_id, kept).await?;
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: user_id.as_ref(),
        detail: json!({}),
    };
    let recorded = outbox::record(edge, ending.events);
    let mut statements = vec![ending.statement, audit::record(edge, origin, &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors() {
        assert_eq!(read_cursor(None).unwrap(), (END_OF_TIME, String::new()));
        assert_eq!(read_cursor(Some("17:ses_1")).unwrap(), (17, "ses_1".to_owned()));
        for other in ["", "17", "ses_1", "x:ses_1"] {
            assert!(read_cursor(Some(other)).is_err(), "{other}");
        }
    }
}
