//! Dead letters: deliveries that failed permanently or too often. Administrators can list and requeue them.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use steward_kernel::page::{Page, PageQuery};

use super::model::{Delivery, DeliveryMessage, DeliveryStatus};
use super::service::{LEASE_MS, QUEUE};
use super::store;
use super::{object_message, undecodable};
use crate::edge::Edge;
use crate::edge::queue::{Message, Settlement};
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// The binding of the dead-letter queue.
const DEAD_LETTERS: &str = "DEAD_LETTERS";
/// Longer errors and bodies are truncated.
const KEPT_CHARACTERS: usize = 2_000;

pub(super) fn truncated(text: &str) -> String {
    text.chars().take(KEPT_CHARACTERS).collect()
}

/// Makes a delivery a dead letter, with the reason.
pub(super) async fn send(edge: &Edge, event_id: &EventId, consumer: &str, reason: &str) -> Result<Settlement, Error> {
    let message = DeliveryMessage::new(event_id.clone(), consumer);
    let reason = truncated(reason);
    edge.database()?.run(crate::bind!(store::DEAD_LETTER, event_id, consumer, reason, edge.now())).await?;
    edge.send(DEAD_LETTERS, &[message]).await?;
    Ok(Settlement::Acknowledge)
}

/// Marks the delivery of a message from the dead-letter queue as dead.
pub(super) async fn dead_letter(edge: &Edge, queue: &str, message: &Message) -> Result<(), Error> {
    match steward_kernel::from_json::read::<DeliveryMessage>(&message.body) {
        Ok(DeliveryMessage { event_id, consumer, .. }) => {
            let no_reason: Option<String> = None;
            let statement = crate::bind!(store::DEAD_LETTER, event_id, consumer, no_reason, edge.now());
            edge.database()?.run(statement).await.map(|_| ())
        }
        // its object sends it again
        Err(_) if object_message::handler_of(&message.body).is_some() => Ok(()),
        Err(error) => undecodable::keep(edge, queue, message, &error).await,
    }
}

/// A page of the deliveries of one status, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query, [`Error::Database`].
pub async fn list(edge: &Edge, status: DeliveryStatus, page: &PageQuery) -> Result<Page<Delivery>, Error> {
    let limit = page.limit()?;
    let after = page.after()?;
    // '~' sorts after every id
    let (event_id, consumer) = match after.as_deref().map(|key| key.split_once(' ')) {
        None => ("~", "~"),
        Some(Some(key)) => key,
        Some(None) => return Err(Error::field("cursor", "Use the nextCursor of the previous page.")),
    };
    let statement = crate::bind!(store::LIST, status, event_id, consumer, limit + 1);
    let rows: Vec<Delivery> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| format!("{} {}", row.event_id, row.consumer)))
}

#[derive(FromJson)]
struct Status {
    status: DeliveryStatus,
}

/// Requeues a dead delivery. A second call while it is pending conflicts.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] when the delivery is not dead.
pub async fn requeue(edge: &Edge, origin: &Origin, event_id: EventId, consumer: &str) -> Result<(), Error> {
    let now = edge.now();
    let found: Option<Status> = edge.database()?.first(crate::bind!(store::SELECT_STATUS, event_id, consumer)).await?;
    if found.ok_or(Error::NotFound)?.status != DeliveryStatus::Dead {
        return Err(Error::Conflict("Only a dead delivery can be requeued."));
    }
    let mut change = Change::by(edge, origin.clone(), Tenant::NONE);
    change.run(crate::bind!(store::REQUEUE, event_id, consumer, now + LEASE_MS, now));
    change.audit(
        &AuditEvent::new("admin.requeueDelivery", "outbox_delivery", &event_id)
            .before(json!({ "consumer": consumer, "status": DeliveryStatus::Dead }))
            .after(json!({ "consumer": consumer, "status": DeliveryStatus::Pending })),
    );
    change.commit().await?;
    edge.send(QUEUE, &[DeliveryMessage::new(event_id, consumer)]).await
}
