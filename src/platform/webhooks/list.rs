//! The recorded deliveries for administrators, and their retention.

use steward_kernel::error::Error;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::{DAY, HOUR};

use super::model::WebhookDelivery;
use super::store;
use crate::edge::Edge;
use crate::platform::schedule::Job;

/// Records are kept this long. Providers repeat a delivery for three days at most.
const RETENTION_MS: i64 = 30 * DAY;
/// Rows that one statement deletes.
const PRUNE_ROWS: u32 = 500;
/// Statements of one run; the next run goes on.
const PRUNE_STEPS: u32 = 10;

/// A page of the deliveries of all providers, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(edge: &Edge, page: &PageQuery) -> Result<Page<WebhookDelivery>, Error> {
    let limit = page.limit()?;
    let cursor = page.after()?;
    let (received_at, [provider, hook_id, event, delivery_id]) = match &cursor {
        // later than every row
        None => (edge.now().saturating_add(DAY), [""; 4]),
        Some(cursor) => {
            position(cursor).ok_or_else(|| Error::field("cursor", "Use the nextCursor of the previous page."))?
        }
    };
    let statement = crate::bind!(store::LIST, received_at, provider, hook_id, event, delivery_id, limit + 1);
    let rows: Vec<WebhookDelivery> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| {
        let WebhookDelivery { provider, hook_id, event, delivery_id, .. } = row;
        format!("{} {provider} {hook_id} {event} {delivery_id}", row.received_at.0)
    }))
}

/// The last row of the page before: no part of its key has a space.
fn position(cursor: &str) -> Option<(i64, [&str; 4])> {
    let (received_at, key) = cursor.split_once(' ')?;
    let key: Vec<&str> = key.split(' ').collect();
    Some((received_at.parse().ok()?, key.try_into().ok()?))
}

/// The periodic work of webhooks.
pub const JOBS: &[Job] = &[crate::job!("webhooks.prune", HOUR, prune)];

/// Deletes records that are older than 30 days.
async fn prune(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    for _ in 0..PRUNE_STEPS {
        let deleted = database.run(crate::bind!(store::PRUNE, edge.now() - RETENTION_MS, PRUNE_ROWS)).await?.changes;
        if deleted < u64::from(PRUNE_ROWS) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::{Connection, params};

    #[test]
    fn a_cursor_is_the_last_row() {
        assert_eq!(position("17 github 7 push d-1"), Some((17, ["github", "7", "push", "d-1"])));
        assert_eq!(position("17 github  push d-1"), Some((17, ["github", "", "push", "d-1"])));
        for wrong in ["", "17", "17 github", "17 github 7 push", "17 github 7 push d-1 x", "x github 7 push d-1"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }

    fn database() -> Connection {
        let database = crate::tests::migrated();
        for (provider, id, at) in [("github", "a", 1), ("slack", "a", 2), ("github", "b", 2), ("github", "c", 3)] {
            database.execute(store::INSERT, params![provider, "", "push", id, "accepted", "[]", at]).unwrap();
        }
        database
    }

    fn page(database: &Connection, after: (i64, &str, &str)) -> Vec<(String, String, i64)> {
        let mut statement = database.prepare(store::LIST).unwrap();
        let rows = statement.query_map(params![after.0, after.1, "", "push", after.2, 3], |row| {
            Ok((row.get("provider")?, row.get("delivery_id")?, row.get("received_at")?))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn pages_follow_each_other_without_gaps() {
        let database = database();
        let row = |provider: &str, id: &str, at| (provider.to_owned(), id.to_owned(), at);
        assert_eq!(page(&database, (9, "", "")), [row("github", "c", 3), row("slack", "a", 2), row("github", "b", 2)]);
        assert_eq!(page(&database, (2, "slack", "a")), [row("github", "b", 2), row("github", "a", 1)]);
    }

    #[test]
    fn old_records_are_deleted_in_steps() {
        let database = database();
        assert_eq!(database.execute(store::PRUNE, params![3, 2]).unwrap(), 2);
        assert_eq!(database.execute(store::PRUNE, params![3, 2]).unwrap(), 1);
        assert_eq!(page(&database, (9, "", "")), [("github".to_owned(), "c".to_owned(), 3)]);
    }

    #[test]
    fn a_second_record_is_refused_by_its_key() {
        let again = params!["github", "", "push", "a", "accepted", "[]", 4];
        let error = database().execute(store::INSERT, again).unwrap_err().to_string();
        assert!(
            error.contains("UNIQUE constraint failed") && error.contains("webhook_delivery.delivery_id"),
            "{error}"
        );
    }
}
