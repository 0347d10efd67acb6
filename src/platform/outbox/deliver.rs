//! One delivery: claim it, let its consumer work, write down what came of it.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::EventId;
use steward_kernel::retry::{MAXIMUM_ATTEMPTS, delay_seconds};
use steward_kernel::time::SECOND;

use super::consumer::{self, Consumer, ConsumerError};
use super::event::StoredEvent;
use super::model::DeliveryMessage;
use super::service::LEASE_MS;
use super::store;
use super::{dead_letters, object_message};
use crate::edge::database::Outcome;
use crate::edge::queue::{Batch, Message, Settlement};
use crate::edge::{Edge, log};

#[derive(Deserialize)]
struct Claimed {
    attempts: u32,
}

/// Works off a batch of the events' queue; each message is settled by itself, so that none takes others with it.
pub async fn handle(edge: &Edge, batch: &Batch, messages: Vec<Message>) {
    let work = messages.into_iter().map(|message| async move {
        let settlement = match steward_kernel::json::read::<DeliveryMessage>(&message.body) {
            Ok(DeliveryMessage { event_id, consumer, .. }) => deliver(edge, &event_id, &consumer).await,
            Err(error) => match object_message::handler_of(&message.body) {
                Some((handler, content)) => match (handler.handle)(edge.clone(), content).await {
                    Ok(()) => Settlement::Acknowledge,
                    // the object sends it again by itself
                    Err(error) => failed(edge, handler.kind, &error, message.attempts),
                },
                None => match dead_letters::keep_undecodable(edge, &batch.queue, &message, &error).await {
                    Ok(()) => Settlement::Acknowledge,
                    Err(error) => failed(edge, "undecodable", &error, message.attempts),
                },
            },
        };
        batch.settle(&message, settlement);
    });
    futures::future::join_all(work).await;
}

/// Works off a batch of the dead letters' queue: the delivery is marked, for an administrator to see.
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
    let attempt = match attempt(edge, event_id, consumer).await {
        Ok(settlement) => return settlement,
        Err(error) => error,
    };
    // the database itself failed: the queue's own count decides how often
    failed(edge, consumer, &attempt, 1)
}

async fn attempt(edge: &Edge, event_id: &EventId, name: &str) -> Result<Settlement, Error> {
    let now = edge.now();
    let database = edge.database()?;
    let outcomes = database
        .batch(vec![
            crate::bind!(store::CLAIM, event_id, name, now + LEASE_MS, now, MAXIMUM_ATTEMPTS),
            crate::bind!(store::SELECT_EVENT, event_id),
        ])
        .await?;
    let (Some(claimed), Some(event)) = (
        outcomes.first().map(Outcome::first::<Claimed>).transpose()?.flatten(),
        outcomes.get(1).map(Outcome::first::<StoredEvent>).transpose()?.flatten(),
    ) else {
        // done before, dead, at its last attempt elsewhere, or long cleared away
        return Ok(Settlement::Acknowledge);
    };
    let result = match consumer::named(name) {
        Some(consumer) => (consumer.consume)(edge.clone(), event).await,
        None => Err(ConsumerError::Permanent("there is no consumer of this name".to_owned())),
    };
    match result {
        Ok(()) => {
            database.run(crate::bind!(store::FINISH, event_id, name, now)).await?;
            Ok(Settlement::Acknowledge)
        }
        Err(ConsumerError::Retry(error)) if claimed.attempts < MAXIMUM_ATTEMPTS => {
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

/// A first try without the queue; when it fails, the sweep sends the delivery over the queue.
pub async fn deliver_inline(edge: &Edge, consumer: &Consumer, event: &StoredEvent) {
    match (consumer.consume)(edge.clone(), event.clone()).await {
        Ok(()) => {
            let finish = crate::bind!(store::FINISH, event.id, consumer.name, edge.now());
            let finished = match edge.database() {
                Ok(database) => database.run(finish).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = finished {
                // told twice does no harm, and the sweep will tell again
                log::error("a delivery was not marked", &[("error", describe(&error).into())]);
            }
        }
        Err(error) => log::error("not delivered at once", &[("error", format!("{error:?}").into())]),
    }
}

/// The error for the log and for administrators: codes and our own sentences, never a payload.
pub(super) fn describe(error: &Error) -> String {
    error.detail().map_or_else(|| error.to_string(), |detail| format!("{error}: {detail}"))
}

fn failed(edge: &Edge, what: &str, error: &Error, attempt: u32) -> Settlement {
    log::error("not delivered", &[("consumer", what.into()), ("error", describe(error).into())]);
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
