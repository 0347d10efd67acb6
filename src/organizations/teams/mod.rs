//! Teams: members of an organization who have a role on estates together. A team gives nothing in the organization itself.

pub mod events;
mod model;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
