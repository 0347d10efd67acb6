//! Deliveries of the outbox, including the dead-lettered ones, for platform administrators.

mod routes;

pub use routes::OPERATIONS;
