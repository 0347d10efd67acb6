//! Organizations: their settings, logo and deletion.

mod deletion;
pub mod events;
mod logo;
mod model;
mod routes;
mod second_factor;
pub mod service;
mod settings;
mod store;

pub use deletion::Deletion;
pub use model::Organization;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
