//! GitHub: the App's installations, the repository that an estate is built from, and the pushes that GitHub tells of.
//!
//! What other features may use: the connected repository ([`active_source`], or [`select_source`] and [`read_source`]
//! in a batch of their own), the commit behind a branch or a hash ([`resolve_commit`]), and a short-lived token that
//! clones one repository ([`clone_token`]).

mod client;
mod installation;
mod model;
mod repositories;
mod routes;
mod source;
mod store;
mod webhook;

pub use client::InstallationToken;
pub use model::{Ref, Repository};
pub use routes::routes;
pub use source::{active_source, clone_token, read_source, resolve_commit, select_source};
#[cfg(test)]
pub use store::STATEMENTS;

/// The account table's name for installations of our App; `account_id` is the installation's id.
const PROVIDER: &str = "github-app";
