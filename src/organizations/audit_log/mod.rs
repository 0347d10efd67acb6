//! The audit log of an organization over HTTP: listing, exporting and verifying it.

mod routes;

pub use routes::OPERATIONS;
