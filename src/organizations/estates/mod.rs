//! Estates: one workspace each, with its own repository, builds and configuration.

mod change;
mod model;
mod routes;
pub mod service;
mod store;

pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
