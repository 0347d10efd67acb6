//! The audit log of an organization over HTTP: a page of it, all of it as a file, and whether its chain is whole.

mod routes;

pub use routes::OPERATIONS;
