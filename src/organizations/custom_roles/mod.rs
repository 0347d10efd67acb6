//! Custom roles: built-in roles that are limited to some of their permissions. The permission table stays the upper bound:
//! a holder has the base role, within the permissions of the custom one, which are read with the scope of every request.

mod events;
mod model;
mod routes;
mod service;
mod store;

pub use model::{BaseRole, CustomRole, CustomRoleReference};
pub use routes::OPERATIONS;
pub use service::{choose, reference};
#[cfg(test)]
pub use store::STATEMENTS;
