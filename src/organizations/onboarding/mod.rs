//! Onboarding: the steps from a new estate to a working one. Most steps are derived from other tables; only the
//! confirmed name and the completion are stored.

mod model;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
