//! The outbox: events and their deliveries to consumers. An event is written in the same batch as its change, with one
//! delivery per consumer; the queue carries the keys of the deliveries, and a periodic sweep sends lost ones again.
//!
//! A delivery that fails too often or permanently is dead-lettered: administrators can list and requeue it. Messages
//! that cannot be decoded are kept for 30 days.

mod consumer;
pub mod dead_letters;
mod deliver;
mod dispatch;
pub mod event;
mod gathered;
mod model;
mod object_message;
mod service;
mod single_attempt;
mod store;
pub mod undecodable;

pub use consumer::{Consume, Consumer, ConsumerError, Consumers, Delivered, Subscription, install};
pub use deliver::{handle, handle_dead_letters};
pub(super) use dispatch::dispatch;
pub(super) use event::RecordedEvent;
pub use event::StoredEvent;
pub use model::{Delivery, DeliveryStatus};
pub use object_message::{ObjectMessage, install_object_messages};
pub(super) use service::insert;
pub use service::{JOBS, attempts};
pub use single_attempt::SingleAttempt;
#[cfg(test)]
pub use store::STATEMENTS;
