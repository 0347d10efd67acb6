//! Deliveries that failed too often, and messages that could not even be read: kept, shown, sent again on request.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{EventId, UndecodableMessageId};
use steward_kernel::page::{Page, PageQuery};

use super::model::{Delivery, DeliveryMessage, DeliveryStatus};
use super::object_message;
use super::service::{LEASE_MS, QUEUE};
use super::store;
use crate::edge::Edge;
use crate::edge::queue::{Message, Settlement};
use crate::platform::audit::{self, Entry, Origin};

/// The queue of what failed too often.
const DEAD_LETTERS: &str = "DEAD_LETTERS";
/// Characters of an error or a body that are kept.
const KEPT_CHARACTERS: usize = 2_000;

fn shortened(text: &str) -> String {
    text.chars().take(KEPT_CHARACTERS).collect()
}

/// Gives up on a delivery: the reason is written down, the message goes to the dead letters.
pub(super) async fn send(edge: &Edge, event_id: &EventId, consumer: &str, reason: &str) -> Result<Settlement, Error> {
    let message = DeliveryMessage::new(event_id.clone(), consumer);
    let reason = shortened(reason);
    edge.database()?.run(crate::bind!(store::DEAD_LETTER, event_id, consumer, reason, edge.now())).await?;
    edge.send(DEAD_LETTERS, &[message]).await?;
    Ok(Settlement::Acknowledge)
}

/// Writes down a message of the dead letters' queue.
pub(super) async fn dead_letter(edge: &Edge, queue: &str, message: &Message) -> Result<(), Error> {
    match steward_kernel::json::read::<DeliveryMessage>(&message.body) {
        Ok(DeliveryMessage { event_id, consumer, .. }) => {
            let no_reason: Option<String> = None;
            let statement = crate::bind!(store::DEAD_LETTER, event_id, consumer, no_reason, edge.now());
            edge.database()?.run(statement).await.map(|_| ())
        }
        // the object sends it again by itself
        Err(_) if object_message::handler_of(&message.body).is_some() => Ok(()),
        Err(error) => keep_undecodable(edge, queue, message, &error).await,
    }
}

/// Keeps a message that could not be read.
pub(super) async fn keep_undecodable(
    edge: &Edge,
    queue: &str,
    message: &Message,
    error: &serde_json::Error,
) -> Result<(), Error> {
    let id = edge.id(UndecodableMessageId::new);
    let insert =
        crate::bind!(store::INSERT_UNDECODABLE, id, queue, shortened(&message.body), error.to_string(), edge.now());
    edge.database()?.run(insert).await.map(|_| ())
}

/// A page of the deliveries of one status, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query, [`Error::Database`].
pub(super) async fn list(edge: &Edge, status: DeliveryStatus, page: &PageQuery) -> Result<Page<Delivery>, Error> {
    let limit = page.limit()?;
    let after = page.after()?;
    // '~' sorts behind every id
    let (event_id, consumer) = match after.as_deref().map(|key| key.split_once(' ')) {
        None => ("~", "~"),
        Some(Some(key)) => key,
        Some(None) => return Err(Error::field("cursor", "This is not a cursor of this list.")),
    };
    let statement = crate::bind!(store::LIST, status, event_id, consumer, limit + 1);
    let rows: Vec<Delivery> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| format!("{} {}", row.event_id, row.consumer)))
}

#[derive(Deserialize)]
struct Status {
    status: DeliveryStatus,
}

/// Sends a dead delivery again. Doing it twice sends it once.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] when the delivery is not dead.
pub(super) async fn requeue(edge: &Edge, origin: &Origin, event_id: EventId, consumer: &str) -> Result<(), Error> {
    let now = edge.now();
    let database = edge.database()?;
    let found: Option<Status> = database.first(crate::bind!(store::SELECT_STATUS, event_id, consumer)).await?;
    if found.ok_or(Error::NotFound)?.status != DeliveryStatus::Dead {
        return Err(Error::Conflict("only a delivery that is dead can be sent again"));
    }
    let entry = Entry {
        action: "admin.requeueDelivery",
        organization_id: None,
        estate_id: None,
        resource_type: "outbox_delivery",
        resource_id: event_id.as_ref(),
        detail: serde_json::json!({ "consumer": consumer }),
    };
    database
        .batch(vec![
            crate::bind!(store::REQUEUE, event_id, consumer, now + LEASE_MS, now),
            audit::record(edge, origin, &entry),
        ])
        .await?;
    edge.send(QUEUE, &[DeliveryMessage::new(event_id, consumer)]).await
}
