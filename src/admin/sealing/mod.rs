//! The state of the key ring, for platform administrators.

mod routes;

pub use routes::OPERATIONS;
