//! A consumer that does as its event says, to see what the outbox makes of it.

use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use utoipa::ToSchema;

use crate::edge::Edge;
use crate::platform::outbox::Subscription;
use crate::platform::outbox::{Consumer, ConsumerError, Delivered, StoredEvent, attempts};

/// What testing does on events.
pub const CONSUMERS: &[Consumer] = &[crate::consumer!("poke", Subscription::Events(&["testing:poked"]), queued, poked)];

/// How the consumer of an event behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Behavior {
    /// Does its work at the first try.
    Succeeds,
    /// Fails twice, and does its work at the third try.
    FailsTwice,
    /// Fails at every try.
    Fails,
}

#[derive(Deserialize)]
struct Payload {
    behavior: Behavior,
}

/// Behaves.
///
/// # Errors
/// As the event says.
pub async fn poked(edge: &Edge, event: &StoredEvent) -> Delivered {
    let payload: Payload =
        steward_kernel::json::read(&event.payload).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let fails = match payload.behavior {
        Behavior::Succeeds => false,
        Behavior::FailsTwice => attempts(edge, &event.id, "poke").await? <= 2,
        Behavior::Fails => true,
    };
    if fails { Err(Error::internal("failing as told").into()) } else { Ok(()) }
}
