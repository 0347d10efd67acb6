//! Recording events, sending their deliveries, and the sweep.

use serde::Deserialize;
use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::id::EventId;
use steward_kernel::retry::MAXIMUM_ATTEMPTS;
use steward_kernel::time::{DAY, MINUTE};

use super::consumer::Consumer;
use super::deliver;
use super::model::{Event, QueueMessage, Recorded, StoredEvent};
use super::store;
use crate::edge::{Edge, log};

/// The queue that carries deliveries.
pub const QUEUE: &str = "EVENTS";
/// A delivery that was sent and not heard of for this long is sent again.
pub const LEASE_MS: i64 = MINUTE;
/// Events with nothing left to do are kept this long.
const RETENTION_MS: i64 = 30 * DAY;
/// Rows of one step of the sweep.
const SWEEP_LIMIT: u32 = 100;

/// Prepares events for the batch that makes the change they speak of.
#[must_use]
pub fn record(edge: &Edge, events: Vec<Event>) -> Recorded {
    let now = edge.now();
    let messages: Vec<(StoredEvent, Vec<Consumer>)> = events
        .into_iter()
        .map(|event| {
            let consumers = Consumer::ALL.into_iter().filter(|consumer| consumer.subscribes_to(event.name));
            let stored = StoredEvent {
                id: edge.id(EventId::new),
                name: event.name,
                organization_id: event.organization_id,
                estate_id: event.estate_id,
                payload: event.payload.to_string(),
            };
            (stored, consumers.collect())
        })
        .collect();
    let rows: Vec<Value> = messages
        .iter()
        .map(|(event, _)| {
            json!({
                "id": event.id, "name": event.name, "organizationId": event.organization_id,
                "estateId": event.estate_id, "payload": event.payload,
            })
        })
        .collect();
    let deliveries: Vec<Value> = messages
        .iter()
        .flat_map(|(event, consumers)| {
            consumers.iter().map(|consumer| json!({ "eventId": event.id, "consumer": consumer.name() }))
        })
        .collect();
    let statements = vec![
        crate::bind!(store::INSERT_EVENTS, Value::from(rows).to_string(), now),
        crate::bind!(store::INSERT_DELIVERIES, Value::from(deliveries).to_string(), now + LEASE_MS, now),
    ];
    Recorded { statements, messages }
}

/// Sends committed events on their way, after the response. What is lost here the sweep finds.
pub fn dispatch(edge: &Edge, recorded: Recorded) {
    let background = edge.clone();
    edge.spawn(async move {
        let edge = background;
        let (mut queued, mut immediate) = (Vec::new(), Vec::new());
        for (event, consumers) in recorded.messages {
            for consumer in consumers {
                if consumer.is_immediate() {
                    immediate.push((consumer, event.clone()));
                } else {
                    let consumer = consumer.name().to_owned();
                    queued.push(QueueMessage::Delivery { event_id: event.id.clone(), consumer });
                }
            }
        }
        if let Err(error) = edge.send(QUEUE, &queued).await {
            log::error("deliveries were not sent, the sweep will", &[("error", format!("{error:?}").into())]);
        }
        for (consumer, event) in immediate {
            deliver::deliver_inline(&edge, consumer, &event).await;
        }
    });
}

#[derive(Deserialize)]
struct Attempts {
    attempts: u32,
}

/// How often a delivery was tried, the present try included.
///
/// # Errors
/// [`Error::Database`].
pub async fn attempts(edge: &Edge, event_id: &EventId, consumer: Consumer) -> Result<u32, Error> {
    let statement = crate::bind!(store::SELECT_ATTEMPTS, event_id, consumer.name());
    let found: Option<Attempts> = edge.database()?.first(statement).await?;
    Ok(found.map_or(0, |found| found.attempts))
}

#[derive(Deserialize)]
struct Due {
    event_id: EventId,
    consumer: String,
}

/// Sends what was missed, and clears away what is long done. Runs by cron.
///
/// # Errors
/// [`Error::Database`], or [`Error::Internal`] when the queue does not take messages.
pub async fn sweep(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let database = edge.database()?;
    database.run(crate::bind!(store::DEAD_LETTER_LOST, now, MAXIMUM_ATTEMPTS)).await?;
    loop {
        let due: Vec<Due> = database.all(crate::bind!(store::TAKE_DUE, now, now + LEASE_MS, SWEEP_LIMIT)).await?;
        let more = due.len() == SWEEP_LIMIT as usize;
        let messages: Vec<QueueMessage> = due
            .into_iter()
            .map(|due| QueueMessage::Delivery { event_id: due.event_id, consumer: due.consumer })
            .collect();
        edge.send(QUEUE, &messages).await?;
        if !more {
            break;
        }
    }
    database.run(crate::bind!(store::DELETE_OLD, now - RETENTION_MS, SWEEP_LIMIT)).await?;
    Ok(())
}
