//! The addresses that wait to sign up.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::WaitlistEntryId;
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::DAY;

use super::model::{WaitlistAcceptance, WaitlistAccepted, WaitlistEntry, WaitlistFilter};
use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::identity::mails;
use crate::identity::scope::Administrator;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::mail::MailRequested;

const MAX_ACCEPTED: usize = 100;
/// How long an address waits, or has to sign up. After that it can be put on the list again.
const KEPT_MS: i64 = 365 * DAY;

/// Puts an address that was verified on the list, by a change. One that is on it keeps its place.
///
/// # Errors
/// [`Error::Database`].
pub async fn join(change: &mut Change, action: &'static str, email: &str, name: &str) -> Result<(), Error> {
    let edge = change.edge().clone();
    let known: Option<WaitlistEntry> = edge.database()?.first(crate::bind!(store::SELECT_ENTRY_OF, email)).await?;
    if known.is_none() {
        let id = edge.id(WaitlistEntryId::new);
        change.run(crate::bind!(store::INSERT_ENTRY, id, email, name, edge.now()));
        change.audit(&AuditEvent::new(action, "waitlist_entry", &id).after(json!({ "email": email })));
    }
    Ok(())
}

/// Removes the address of a new user, by the change that creates the user.
pub fn leave(change: &mut Change, email: &str) {
    change.run(crate::bind!(store::DELETE_ENTRY_OF, email));
}

/// A page of those who wait, or of those who were let in, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    q: Option<&str>,
    filter: &WaitlistFilter,
    page: &PageQuery,
) -> Result<Page<WaitlistEntry>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let is_accepted = i64::from(filter.accepted.unwrap_or(false));
    let statement = crate::bind!(store::LIST_ENTRIES, after, limit + 1, input::search_text("q", q)?, is_accepted);
    let rows: Vec<WaitlistEntry> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

#[derive(FromJson)]
struct WaitingRow {
    id: WaitlistEntryId,
    email: String,
}

/// Lets people in. Each of them gets an email with a link.
///
/// # Errors
/// [`Error::Validation`] for none, or more than a hundred.
pub async fn accept(scope: &Administrator, body: &WaitlistAcceptance) -> Result<WaitlistAccepted, Error> {
    if body.ids.is_empty() || body.ids.len() > MAX_ACCEPTED {
        return Err(Error::field("ids", "Choose 1 to 100 entries."));
    }
    let edge = &scope.edge;
    let statement = crate::bind!(store::SELECT_WAITING, json!(body.ids).to_string());
    let mut waiting: Vec<WaitingRow> = edge.database()?.all(statement).await?;
    waiting.sort_by(|one, other| one.id.cmp(&other.id));
    waiting.dedup_by(|one, other| one.id == other.id);
    if waiting.is_empty() {
        return Ok(WaitlistAccepted { accepted: 0 });
    }
    let ids: Vec<&WaitlistEntryId> = waiting.iter().map(|row| &row.id).collect();
    let mut change = Change::new(&**scope);
    change.run(crate::bind!(store::ACCEPT, json!(ids).to_string(), edge.now()));
    for WaitingRow { id, email } in &waiting {
        let event = AuditEvent::new("admin.acceptFromWaitlist", "waitlist_entry", id);
        change.audit(&event.before(json!({ "accepted": false })).after(json!({ "accepted": true, "email": email })));
        change.emit(&MailRequested::new(mails::WAITLIST_ACCEPTED, id));
    }
    change.commit().await?;
    Ok(WaitlistAccepted { accepted: waiting.len() })
}

async fn find(edge: &Edge, id: &WaitlistEntryId) -> Result<Option<WaitlistEntry>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ENTRY, id)).await
}

/// Removes an entry.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(scope: &Administrator, id: &WaitlistEntryId) -> Result<(), Error> {
    let entry = find(&scope.edge, id).await?.ok_or(Error::NotFound)?;
    let mut change = Change::new(&**scope);
    change.run(crate::bind!(store::DELETE_ENTRY, id));
    let before = json!({ "email": entry.email, "accepted": entry.accepted_at.is_some() });
    change.audit(&AuditEvent::new("admin.removeFromWaitlist", "waitlist_entry", id).before(before));
    change.commit().await
}

/// The name and the address of an entry that was let in and has not signed up yet.
///
/// # Errors
/// [`Error::Database`].
pub async fn accepted_entry(edge: &Edge, id: &WaitlistEntryId) -> Result<Option<(String, String)>, Error> {
    let entry = find(edge, id).await?.filter(|entry| entry.accepted_at.is_some());
    Ok(entry.map(|entry| (entry.name, entry.email)))
}

/// Deletes a bounded number of entries that are older than a year.
#[must_use]
pub fn delete_expired(edge: &Edge, rows: u32) -> Statement {
    crate::bind!(store::DELETE_OLD_ENTRIES, edge.now() - KEPT_MS, rows)
}
