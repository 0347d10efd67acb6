//! A user's own account: profile and picture, password and address, linked accounts, export, and deletion.

mod accounts;
mod ban;
mod deletion;
mod email;
mod events;
mod export;
mod model;
mod platform_role;
mod profile;
mod provision;
mod routes;
mod store;
mod user;

pub use super::sessions::{Session, service as sessions};
pub use ban::{ban, lift_ban};
pub use deletion::{Deletion, delete, preview};
pub use events::{UserChanged, UserDeleted};
pub use model::{ConcernedOrganization, DeletionPreview};
pub use platform_role::set_platform_role;
pub use provision::provision_user;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
pub use user::{Addressee, addressee, addressee_at, addressee_of_account, user};
