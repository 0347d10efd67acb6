//! GitHub: the App's installations, their repositories, and GitHub's webhooks.
//!
//! Other domains read the repositories of an estate's installations ([`read_head`]), resolve a branch or a hash to a
//! commit ([`resolve_commit`]), and get a token that can clone one repository for an hour ([`clone_token`]). They react
//! to pushes with [`Hooks`].

mod authorization;
mod callback;
mod client;
mod events;
mod hooks;
mod installation;
mod model;
mod repositories;
mod routes;
mod store;
mod webhook;

pub use authorization::PROVIDER as USER_PROVIDER;
pub use client::{FoundRepository, InstallationToken, is_behind, may_write, tip};
pub use events::RepositoryChanged;
pub use hooks::{ConnectedEstate, Hooks, Pushed, install};
pub use model::{Account, Commit, Ref, RepositoryId};
pub use repositories::{
    Head, Holder, check_access, clone_token, find_holder, read_head, read_installations, resolve_commit,
    select_authorization, select_installations,
};
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
#[cfg(fuzzing)]
pub use webhook::fuzz_payload;
pub use webhook::{InstallationChange, InstallationState, Push, PushedRepository};

/// The provider of App installations in the account table; `account_id` is the installation's id.
const PROVIDER: &str = "github-app";
