//! Messages that could not be decoded: kept for 30 days, for administrators to see.

use steward_kernel::error::Error;
use steward_kernel::id::UndecodableMessageId;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::DAY;

use super::dead_letters::truncated;
use super::model::UndecodableMessage;
use super::store;
use crate::edge::Edge;
use crate::edge::queue::Message;

const RETENTION_MS: i64 = 30 * DAY;
/// Rows that one run of the pruning deletes.
const PRUNE_LIMIT: u32 = 500;

/// Keeps a message that could not be decoded.
pub(super) async fn keep(edge: &Edge, queue: &str, message: &Message, error: &serde_json::Error) -> Result<(), Error> {
    let id = edge.id(UndecodableMessageId::new);
    let (body, error) = (truncated(&message.body), error.to_string());
    let insert = crate::bind!(store::INSERT_UNDECODABLE, id, queue, body, error, edge.now());
    edge.database()?.run(insert).await.map(|_| ())
}

/// A page of the messages, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query, [`Error::Database`].
pub async fn list(edge: &Edge, page: &PageQuery) -> Result<Page<UndecodableMessage>, Error> {
    let limit = page.limit()?;
    // '~' sorts behind every id
    let before = page.after()?.unwrap_or_else(|| "~".to_owned());
    let statement = crate::bind!(store::LIST_UNDECODABLE, before, limit + 1);
    let rows: Vec<UndecodableMessage> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// Deletes messages that are older than 30 days. Their ids sort by age, so no index but the key is needed.
///
/// # Errors
/// [`Error::Database`].
pub(super) async fn prune(edge: &Edge) -> Result<(), Error> {
    let oldest_kept = UndecodableMessageId::new(edge.now() - RETENTION_MS, [0; 10]);
    edge.database()?.run(crate::bind!(store::DELETE_OLD_UNDECODABLE, oldest_kept, PRUNE_LIMIT)).await.map(|_| ())
}
