//! The outbox: events, and their deliveries to consumers. An event is written in the same batch as the change, with one
//! delivery for each consumer; the queue carries the deliveries' keys, and a periodic sweep sends again what was lost.
//!
//! A delivery that fails too often, or that no later attempt can mend, is a dead letter: administrators see it and can
//! requeue it. Messages that cannot be decoded are kept for 30 days.

mod consumer;
pub mod dead_letters;
mod deliver;
pub mod event;
mod model;
mod object_message;
mod service;
mod store;
pub mod undecodable;

pub use consumer::{Consumer, ConsumerError, Consumers, Delivered, Subscription, install};
pub use deliver::{handle, handle_dead_letters};
pub(super) use event::RecordedEvent;
pub use event::StoredEvent;
pub use model::{Delivery, DeliveryStatus};
pub use object_message::{ObjectMessage, install_object_messages};
pub use service::{JOBS, attempts};
pub(super) use service::{dispatch, insert};
#[cfg(test)]
pub use store::STATEMENTS;
