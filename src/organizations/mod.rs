//! Organizations: what they are called, who belongs to them and as what, and their end.

mod deletion;
mod logo;
mod members;
mod model;
mod routes;
pub mod service;
mod settings;
mod store;

#[cfg(test)]
pub use members::STATEMENTS as MEMBER_STATEMENTS;
pub use members::{MOST_GRANTS, grants, own_estates};
pub use model::{Confirmation, Named, Organization};
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
