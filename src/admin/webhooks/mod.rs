//! Recorded webhook deliveries, for platform administrators.

mod routes;

pub use routes::OPERATIONS;
