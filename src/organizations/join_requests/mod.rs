//! Requests to join an organization: by people with a proven address at one of its verified domains, and by those who have
//! its link, where it has one. Owners and admins accept them with a role, or decline them. Nobody else learns that the
//! organization exists.

mod decision;
mod events;
mod link;
pub mod mails;
mod model;
mod request;
mod routes;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
