//! Onboarding: the steps between a new estate and one that works. Most steps are derived from other tables; only the
//! confirmed name and the completion are recorded.

mod model;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
