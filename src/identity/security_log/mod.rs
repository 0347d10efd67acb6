//! The security log of a user: the audit events that concern their account, whoever caused them.

mod routes;
mod service;

pub use routes::OPERATIONS;
