//! Recording events, sending their deliveries, and the periodic sweep.

use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use steward_kernel::retry::MAX_ATTEMPTS;
use steward_kernel::time::{DAY, HOUR, MINUTE};

use super::event::RecordedEvent;
use super::model::DeliveryMessage;
use super::{store, undecodable};
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::platform::schedule::Job;

/// The outbox's periodic work.
pub const JOBS: &[Job] =
    &[crate::job!("outbox.sweep", 0, sweep), crate::job!("outbox.pruneUndecodable", HOUR, undecodable::prune)];

/// The binding of the queue that carries deliveries.
pub const QUEUE: &str = "EVENTS";
/// A delivery whose attempt has not ended after this long is sent again.
pub const LEASE_MS: i64 = MINUTE;
/// Events whose deliveries are all done are kept this long.
const RETENTION_MS: i64 = 30 * DAY;
/// Rows of one step of the sweep.
const SWEEP_LIMIT: u32 = 100;

/// Adds the rows of events and of their deliveries to a batch.
pub(crate) fn insert(edge: &Edge, events: &[RecordedEvent], statements: &mut Vec<Statement>) {
    if events.is_empty() {
        return;
    }
    let now = edge.now();
    let rows = events.iter().map(|RecordedEvent { event, .. }| {
        json!({
            "id": event.id, "name": event.name, "organizationId": event.organization_id,
            "estateId": event.estate_id, "payload": event.payload, "stale": event.stale,
        })
    });
    statements.push(crate::bind!(store::INSERT_EVENTS, Value::from_iter(rows).to_string(), now));
    let deliveries = events.iter().flat_map(|RecordedEvent { event, consumers }| {
        consumers.iter().map(|consumer| json!({ "eventId": event.id, "consumer": consumer.name }))
    });
    let deliveries = Value::from_iter(deliveries).to_string();
    statements.push(crate::bind!(store::INSERT_DELIVERIES, deliveries, now + LEASE_MS, now));
}

#[derive(FromJson)]
struct Attempts {
    attempts: u32,
}

/// How many attempts a delivery had, the present one included.
///
/// # Errors
/// [`Error::Database`].
pub async fn attempts(edge: &Edge, event_id: &EventId, consumer: &str) -> Result<u32, Error> {
    let statement = crate::bind!(store::SELECT_ATTEMPTS, event_id, consumer);
    let found: Option<Attempts> = edge.database()?.first(statement).await?;
    Ok(found.map_or(0, |found| found.attempts))
}

#[derive(FromJson)]
struct Due {
    event_id: EventId,
    consumer: String,
}

/// Sends deliveries that are due, and deletes old events.
///
/// # Errors
/// [`Error::Database`], or [`Error::Internal`] when the queue does not take messages.
async fn sweep(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let database = edge.database()?;
    database.run(crate::bind!(store::DEAD_LETTER_LOST, now, MAX_ATTEMPTS)).await?;
    loop {
        let due: Vec<Due> = database.all(crate::bind!(store::TAKE_DUE, now, now + LEASE_MS, SWEEP_LIMIT)).await?;
        let more = due.len() == SWEEP_LIMIT as usize;
        let messages: Vec<DeliveryMessage> =
            due.into_iter().map(|due| DeliveryMessage::new(due.event_id, due.consumer)).collect();
        edge.send(QUEUE, &messages).await?;
        if !more {
            break;
        }
    }
    database.run(crate::bind!(store::DELETE_OLD, now - RETENTION_MS, SWEEP_LIMIT)).await?;
    Ok(())
}
