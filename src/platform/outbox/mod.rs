//! The outbox: what has happened, and who is still to be told. An event is written in the same batch as the change,
//! with one delivery for each consumer; the queue carries the deliveries' keys, and a sweep sends again what was missed.

mod consumer;
mod dead_letters;
mod deliver;
mod model;
mod routes;
mod service;
mod store;

pub use consumer::{Consumer, ConsumerError, Delivered};
pub use deliver::{handle, handle_dead_letters};
pub use model::{Event, EventName, Recorded, StoredEvent};
pub use routes::routes;
pub use service::{attempts, dispatch, record, sweep};
#[cfg(test)]
pub use store::STATEMENTS;
