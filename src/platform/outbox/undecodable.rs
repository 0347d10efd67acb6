//! Queue messages that could not be decoded: kept for 30 days, for administrators to see.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UndecodableMessageId;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::{DAY, Timestamp};
use utoipa::ToSchema;

use super::dead_letters::truncated;
use super::store;
use crate::edge::Edge;
use crate::edge::queue::Message;

/// Messages are kept this long.
const RETENTION_MS: i64 = 30 * DAY;
/// Rows that one statement deletes.
const PRUNE_ROWS: u32 = 500;
/// Statements of one run; the next run goes on.
const PRUNE_STEPS: u32 = 10;

/// A queue message that could not be decoded.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct UndecodableMessage {
    pub id: UndecodableMessageId,
    #[schema(example = "steward-events")]
    pub queue: String,
    /// The message's first 2,000 characters.
    pub body: String,
    /// Why it could not be decoded.
    pub error: String,
    pub created_at: Timestamp,
}

/// Keeps a message that could not be decoded.
pub(super) async fn keep(
    edge: &Edge,
    queue: &str,
    message: &Message,
    error: &steward_kernel::from_json::JsonError,
) -> Result<(), Error> {
    let id = edge.id(UndecodableMessageId::new);
    let (body, error) = (truncated(&message.body), error.to_string());
    let insert = crate::bind!(store::INSERT_UNDECODABLE, id, queue, body, error, edge.now());
    edge.database()?.run(insert).await.map(|_| ())
}

/// A page of the messages, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(edge: &Edge, page: &PageQuery) -> Result<Page<UndecodableMessage>, Error> {
    let limit = page.limit()?;
    // '~' sorts behind every id
    let before = page.after()?.unwrap_or_else(|| "~".to_owned());
    let statement = crate::bind!(store::LIST_UNDECODABLE, before, limit + 1);
    let rows: Vec<UndecodableMessage> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// Deletes messages that are older than 30 days.
pub(super) async fn prune(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    // ids begin with the time
    let before = UndecodableMessageId::new(edge.now() - RETENTION_MS, [0; 10]);
    for _ in 0..PRUNE_STEPS {
        let deleted = database.run(crate::bind!(store::PRUNE_UNDECODABLE, before, PRUNE_ROWS)).await?.changes;
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

    const NOW: i64 = 1_769_860_800_000;

    fn id(at: i64, number: u8) -> String {
        UndecodableMessageId::new(at, [number; 10]).to_string()
    }

    fn database() -> Connection {
        let database = crate::tests::migrated();
        for (at, number) in
            [(NOW - RETENTION_MS - 2, 1), (NOW - RETENTION_MS - 1, 2), (NOW - RETENTION_MS, 3), (NOW, 4)]
        {
            database.execute(store::INSERT_UNDECODABLE, params![id(at, number), "q", "body", "error", at]).unwrap();
        }
        database
    }

    fn page(database: &Connection, before: &str, limit: u32) -> Vec<String> {
        let mut statement = database.prepare(store::LIST_UNDECODABLE).unwrap();
        let rows = statement.query_map(params![before, limit], |row| row.get("id"));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn pages_follow_each_other_without_gaps() {
        let database = database();
        let first = page(&database, "~", 2);
        assert_eq!(first, [id(NOW, 4), id(NOW - RETENTION_MS, 3)]);
        assert_eq!(page(&database, &first[1], 9), [id(NOW - RETENTION_MS - 1, 2), id(NOW - RETENTION_MS - 2, 1)]);
    }

    #[test]
    fn messages_older_than_thirty_days_are_deleted_in_steps() {
        let database = database();
        let prune = |rows: u32| {
            let before = UndecodableMessageId::new(NOW - RETENTION_MS, [0; 10]).to_string();
            database.execute(store::PRUNE_UNDECODABLE, params![before, rows]).unwrap()
        };
        assert_eq!((prune(1), prune(1), prune(1)), (1, 1, 0));
        assert_eq!(page(&database, "~", 9), [id(NOW, 4), id(NOW - RETENTION_MS, 3)]);
    }
}
