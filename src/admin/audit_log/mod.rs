//! The platform's audit log, and the verification of every chain, for platform administrators.

mod routes;

pub use routes::OPERATIONS;
