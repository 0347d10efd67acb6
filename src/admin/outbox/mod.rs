//! Deliveries of the outbox and what could not be delivered, for administrators of the platform.

mod routes;

pub use routes::OPERATIONS;
