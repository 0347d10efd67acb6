//! The audit log: who did what, from where. A line is written in the same batch as the change it speaks of; right after,
//! the organization's chain is closed over it, so that a line that is altered or removed later is found.

pub mod chain;
mod export;
mod model;
mod record;
mod routes;
mod service;
mod store;
mod verify;

pub use chain::close;
pub use record::{Actor, Entry, Origin, record};
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
