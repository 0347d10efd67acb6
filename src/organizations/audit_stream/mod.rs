//! The stream of an organization's audit events to a receiver outside, for example a SIEM: signed as in Standard Webhooks,
//! in batches, in the order of the chain, at least once.

mod delivery;
mod message;
mod model;
mod routes;
mod service;
mod store;

pub use delivery::JOBS;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
