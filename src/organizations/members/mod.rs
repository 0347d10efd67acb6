//! The members of an organization and their roles.

mod admit;
mod by_provider;
mod command;
pub mod events;
mod grants;
pub mod hooks;
mod list;
mod model;
mod remove;
mod routes;
mod store;
mod transfer;
mod update_role;

pub use admit::admit;
pub use by_provider::{remove_by_provider, update_role_by_provider};
pub use grants::{check_estate_roles, check_estates, grants, may_give_on_estate};
pub use list::{get, list, organization_ids};
pub use model::{EstateRole, Member, MemberFilter, MemberUpdate};
pub use remove::{leave, remove};
pub use routes::OPERATIONS;
pub use store::REVISION;
#[cfg(test)]
pub use store::STATEMENTS;
pub use transfer::transfer;
pub use update_role::update;
