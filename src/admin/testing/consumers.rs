//! A consumer that behaves as its event says, to test the outbox.

use steward_kernel::error::Error;

use super::events::{Behavior, TestingPoked};
use crate::edge::Edge;
use crate::platform::change::Event;
use crate::platform::outbox::{Consumer, Delivered, StoredEvent, Subscription, attempts};

/// The consumers of testing.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("poke", Subscription::Events(&[TestingPoked::NAME]), queued, behave)];

/// Succeeds or fails as the event says.
async fn behave(edge: &Edge, event: &StoredEvent) -> Delivered {
    let fails = match event.read::<TestingPoked>()?.behavior {
        Behavior::Succeeds => false,
        Behavior::FailsTwice => attempts(edge, &event.id, "poke").await? <= 2,
        Behavior::Fails => true,
    };
    if fails { Err(Error::internal("failing as requested").into()) } else { Ok(()) }
}
