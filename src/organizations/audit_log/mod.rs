//! The audit log of an organization over HTTP: listing, exporting and verifying it, and how long it is kept.

mod retention;
mod routes;
mod store;

pub use retention::JOBS;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
