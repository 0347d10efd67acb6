//! GitHub: the App's installations, the repositories that they reach, and GitHub's webhook deliveries.
//!
//! Other domains use the repositories of an estate's installations ([`read_head`]), the commit behind a branch or a hash
//! ([`resolve_commit`]), and a token that clones one repository for an hour ([`clone_token`]). They take part in a push
//! by [`Hooks`].

mod client;
mod events;
mod hooks;
mod installation;
mod model;
mod repositories;
mod routes;
mod store;
mod webhook;

pub use client::{FoundRepository, InstallationToken};
pub use events::RepositoryChanged;
pub use hooks::{ConnectedEstate, Hooks, Pushed, install};
pub use model::{Commit, Ref, RepositoryId};
pub use repositories::{Head, clone_token, read_head, read_installations, resolve_commit, select_installations};
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;

/// The account table's name for installations of our App; `account_id` is the installation's id.
const PROVIDER: &str = "github-app";
