//! The export of an organization: all of its rows, without secrets, as one file that is streamed.

mod pieces;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
