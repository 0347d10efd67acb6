//! Organizations: their settings, logo, and deletion, which can be undone for 14 days.

mod deletion;
pub mod events;
mod logo;
mod model;
mod purge;
mod routes;
mod second_factor;
pub mod service;
mod settings;
mod slugs;
mod store;

pub use model::Organization;
pub use purge::{JOBS, Purge, Reason};
pub use routes::OPERATIONS;
pub use store::REVISION;
#[cfg(test)]
pub use store::STATEMENTS;
