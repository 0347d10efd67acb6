//! The repository that an estate is built from: connecting it, which starts the first build, returning and
//! disconnecting it.

mod model;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
