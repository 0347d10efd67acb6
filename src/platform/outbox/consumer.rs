//! Consumers: declared in the feature that does the work. A consumer runs at least once for each of its events.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;

use super::event::StoredEvent;
use crate::edge::Edge;

/// Why a consumer failed.
#[derive(Debug)]
pub enum ConsumerError {
    /// It is retried with a delay.
    Retry(Error),
    /// No retry can succeed: the delivery becomes a dead letter at once.
    Permanent(String),
}

impl From<Error> for ConsumerError {
    fn from(error: Error) -> Self {
        Self::Retry(error)
    }
}

/// The result of a consumer.
pub type Delivered = Result<(), ConsumerError>;

/// Which events a consumer gets.
#[derive(Debug, Clone, Copy)]
pub enum Subscription {
    /// The events of these names.
    Events(&'static [&'static str]),
    /// Every event that makes a resource stale.
    Stale,
}

/// A consumer of events.
#[derive(Debug, Clone, Copy)]
pub struct Consumer {
    /// Stored, and part of queue messages: it never changes.
    pub name: &'static str,
    pub subscribes_to: Subscription,
    pub consume: Consume,
}

/// How a consumer gets its events.
#[derive(Debug, Clone, Copy)]
pub enum Consume {
    /// Over the queue.
    Queued(fn(Edge, StoredEvent) -> LocalBoxFuture<'static, Delivered>),
    /// Right after the commit, because people wait for its effect.
    Inline(fn(Edge, StoredEvent) -> LocalBoxFuture<'static, Delivered>),
    /// Right after the commit, together with the events that concurrent requests committed in the same organization.
    Together(fn(Edge, Vec<StoredEvent>) -> LocalBoxFuture<'static, Delivered>),
}

impl Consumer {
    /// Consumes one event.
    pub(super) fn consume_one(&self, edge: Edge, event: StoredEvent) -> LocalBoxFuture<'static, Delivered> {
        match self.consume {
            Consume::Queued(consume) | Consume::Inline(consume) => consume(edge, event),
            Consume::Together(consume) => consume(edge, vec![event]),
        }
    }
}

/// Declares a consumer: `consumer!("startBuild", Subscription::Events(&[BuildCreated::NAME]), queued, start_build)`.
#[macro_export]
macro_rules! consumer {
    ($name:literal, $subscription:expr, queued, $consume:path) => {
        $crate::consumer!($name, $subscription, Queued, $consume)
    };
    ($name:literal, $subscription:expr, inline, $consume:path) => {
        $crate::consumer!($name, $subscription, Inline, $consume)
    };
    ($name:literal, $subscription:expr, together, $consume:path) => {
        $crate::consumer!($name, $subscription, Together, $consume)
    };
    ($name:literal, $subscription:expr, $how:ident, $consume:path) => {
        $crate::platform::outbox::Consumer {
            name: $name,
            subscribes_to: $subscription,
            consume: $crate::platform::outbox::Consume::$how(|edge, event| {
                Box::pin(async move { $consume(&edge, &event).await })
            }),
        }
    };
}

/// The consumers of all domains, in the order in which an event reaches them.
pub type Consumers = &'static [&'static [Consumer]];

static CONSUMERS: OnceLock<Consumers> = OnceLock::new();

/// Installs the consumers, once in each isolate.
pub fn install(consumers: Consumers) {
    // every entry point installs the same
    let _ = CONSUMERS.set(consumers);
}

fn all() -> impl Iterator<Item = &'static Consumer> {
    CONSUMERS.get().copied().unwrap_or_default().iter().copied().flatten()
}

/// The consumer of that name.
pub(super) fn named(name: &str) -> Option<&'static Consumer> {
    all().find(|consumer| consumer.name == name)
}

/// The consumers of an event.
pub(super) fn subscribers(event: &str, makes_stale: bool) -> impl Iterator<Item = &'static Consumer> {
    all().filter(move |consumer| match consumer.subscribes_to {
        Subscription::Events(names) => names.contains(&event),
        Subscription::Stale => makes_stale,
    })
}
