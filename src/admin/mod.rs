//! Operations for platform administrators: users, organizations, estates, builds and impersonation. The lists read the
//! tables of all domains (docs/decisions/2026-11-21-administrators-read-across.md); changes are made by the service of
//! the domain that owns the table.

pub mod audit_log;
pub mod health;
mod impersonation;
mod lists;
mod model;
pub mod outbox;
mod roles;
mod routes;
pub mod sealing;
pub mod sign_up;
mod store;
pub mod testing;
mod users;
pub mod webhooks;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
