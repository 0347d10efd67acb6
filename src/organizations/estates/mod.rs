//! Estates: workspaces, each with its own repository, builds and configuration.

mod delete;
pub mod events;
mod model;
mod objects;
mod overview;
mod routes;
pub mod service;
mod store;
mod update;

pub use model::Confirmation;
pub use objects::remove_objects;
pub use routes::OPERATIONS;
pub use store::REVISION;
#[cfg(test)]
pub use store::STATEMENTS;
