//! Organizations and who belongs to them.

mod members;
mod model;
mod routes;
pub mod service;
mod store;

pub use model::Named;
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
