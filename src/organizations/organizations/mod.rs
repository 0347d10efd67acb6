//! Organizations: what they are called, who belongs to them and as what, and their end.

mod deletion;
mod logo;
mod model;
mod routes;
pub mod service;
mod settings;
mod store;

pub use model::{Confirmation, Named, Organization};
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
