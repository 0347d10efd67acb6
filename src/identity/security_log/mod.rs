//! The security log of a user: the audit events that concern their account, by any actor.

mod routes;
mod service;

pub use routes::OPERATIONS;
