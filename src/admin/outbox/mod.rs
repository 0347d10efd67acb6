//! Deliveries of the outbox, including the dead-lettered ones, and undecodable messages, for platform administrators.

mod routes;

pub use routes::OPERATIONS;
