//! Processes one delivery: claims it, runs its consumer, and stores the result.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use steward_kernel::retry::{MAX_ATTEMPTS, delay_seconds};
use steward_kernel::time::SECOND;

use super::consumer::{self, Consumer, ConsumerError, Delivered};
use super::event::StoredEvent;
use super::model::DeliveryMessage;
use super::service::LEASE_MS;
use super::store;
use super::{dead_letters, object_message, undecodable};
use crate::edge::database::{Outcome, Statement};
use crate::edge::queue::{Batch, Message, Settlement};
use crate::edge::{Edge, log};

#[derive(FromJson)]
struct Claimed {
    attempts: u32,
}

/// Handles a batch of the event queue. Each message is acknowledged or retried by itself, so that one failure does not
/// affect the others.
pub async fn handle(edge: &Edge, batch: &Batch, messages: Vec<Message>) {
    let work = messages.into_iter().map(|message| async move {
        let settlement = match steward_kernel::from_json::read::<DeliveryMessage>(&message.body) {
            Ok(DeliveryMessage { event_id, consumer, .. }) => deliver(edge, &event_id, &consumer).await,
            Err(error) => match object_message::handler_of(&message.body) {
                Some((handler, content)) => match (handler.handle)(edge.clone(), content).await {
                    Ok(()) => Settlement::Acknowledge,
                    Err(error) => failed(edge, handler.kind, &error, message.attempts),
                },
                None => match undecodable::keep(edge, &batch.queue, &message, &error).await {
                    Ok(()) => Settlement::Acknowledge,
                    Err(error) => failed(edge, "undecodable message", &error, message.attempts),
                },
            },
        };
        batch.settle(&message, settlement);
    });
    futures::future::join_all(work).await;
}

/// Handles a batch of the dead-letter queue: marks the deliveries as dead.
pub async fn handle_dead_letters(edge: &Edge, batch: &Batch, messages: Vec<Message>) {
    for message in messages {
        let settlement = match dead_letters::dead_letter(edge, &batch.queue, &message).await {
            Ok(()) => Settlement::Acknowledge,
            Err(error) => failed(edge, "dead letter", &error, message.attempts),
        };
        batch.settle(&message, settlement);
    }
}

async fn deliver(edge: &Edge, event_id: &EventId, consumer: &str) -> Settlement {
    match attempt(edge, event_id, consumer).await {
        Ok(settlement) => settlement,
        // the database failed: the queue counts the attempts
        Err(error) => failed(edge, consumer, &error, 1),
    }
}

async fn attempt(edge: &Edge, event_id: &EventId, name: &str) -> Result<Settlement, Error> {
    let now = edge.now();
    let database = edge.database()?;
    let outcomes = database
        .batch(vec![
            crate::bind!(store::CLAIM, event_id, name, now + LEASE_MS, now, MAX_ATTEMPTS),
            crate::bind!(store::SELECT_EVENT, event_id),
        ])
        .await?;
    let (Some(claimed), Some(event)) = (
        outcomes.first().map(Outcome::first::<Claimed>).transpose()?.flatten(),
        outcomes.get(1).map(Outcome::first::<StoredEvent>).transpose()?.flatten(),
    ) else {
        // done, dead, at its last attempt elsewhere, or deleted
        return Ok(Settlement::Acknowledge);
    };
    let result = match consumer::named(name) {
        Some(consumer) => consumer.consume_one(edge.clone(), event).await,
        None => Err(ConsumerError::Permanent("there is no consumer of this name".to_owned())),
    };
    match result {
        Ok(()) => {
            database.run(finish(&[event_id], name, now)).await?;
            Ok(Settlement::Acknowledge)
        }
        Err(ConsumerError::Retry(error)) if claimed.attempts < MAX_ATTEMPTS => {
            let [jitter] = edge.random();
            let delay = delay_seconds(claimed.attempts, jitter);
            let due = now + i64::from(delay) * SECOND + LEASE_MS;
            database.run(crate::bind!(store::RETRY, event_id, name, describe(&error), due, now)).await?;
            Ok(failed(edge, name, &error, claimed.attempts).after(delay))
        }
        Err(ConsumerError::Retry(error)) => dead_letters::send(edge, event_id, name, &describe(&error)).await,
        Err(ConsumerError::Permanent(reason)) => dead_letters::send(edge, event_id, name, &reason).await,
    }
}

fn finish(event_ids: &[&EventId], consumer: &str, now: i64) -> Statement {
    crate::bind!(store::FINISH, serde_json::json!(event_ids).to_string(), consumer, now)
}

/// Ends the first attempt of a consumer that ran without the queue. After a failure, the sweep sends the deliveries over
/// the queue.
pub(super) async fn end_inline(edge: &Edge, consumer: &Consumer, event_ids: &[&EventId], result: Delivered) {
    match result {
        Ok(()) => {
            let finished = match edge.uncounted_database() {
                Ok(database) => database.run(finish(event_ids, consumer.name, edge.now())).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = finished {
                // the sweep delivers it again, and consumers may run twice
                log_failure("finish delivery failed", consumer.name, &describe(&error));
            }
        }
        Err(ConsumerError::Retry(error)) => {
            log_failure("deliver event inline failed", consumer.name, &describe(&error))
        }
        Err(ConsumerError::Permanent(reason)) => log_failure("deliver event inline failed", consumer.name, &reason),
    }
}

/// The error's text for the log and for administrators, without payloads.
pub(super) fn describe(error: &Error) -> String {
    error.detail().map_or_else(|| error.to_string(), |detail| format!("{error}: {detail}"))
}

fn log_failure(message: &str, consumer: &str, error: &str) {
    log::error(message, &[("consumer", consumer.into()), ("error", error.into())]);
}

fn failed(edge: &Edge, consumer: &str, error: &Error, attempt: u32) -> Settlement {
    log_failure("deliver event failed", consumer, &describe(error));
    let [jitter] = edge.random();
    Settlement::Retry(delay_seconds(attempt, jitter))
}

impl Settlement {
    const fn after(self, seconds: u32) -> Self {
        match self {
            Self::Retry(_) => Self::Retry(seconds),
            Self::Acknowledge => Self::Acknowledge,
        }
    }
}
