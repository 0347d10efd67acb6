//! The audit log: who changed what, and from where. An audit event is written in the same batch as its change. Right
//! after the commit it is chained: it gets the next number of its organization and the hash of itself and of the
//! previous event, by a key of the ring, so that altered or removed events are detected. The end of each chain is
//! anchored in the bucket.

mod anchor;
mod chain;
pub mod export;
pub mod model;
mod record;
pub mod retention;
pub mod service;
mod store;
pub mod verify;

pub use chain::JOBS;
pub(super) use record::insert;
pub use record::{Actor, Origin};
#[cfg(test)]
pub use store::STATEMENTS;
