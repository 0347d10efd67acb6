//! GitHub over HTTP: one file per operation.

use crate::api::Operation;

mod callback;
mod list_branches;
mod list_repositories;
mod start_authorization;
mod start_installation;
mod webhook;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    start_installation::START_INSTALLATION,
    start_authorization::START_AUTHORIZATION,
    callback::CALLBACK,
    list_repositories::LIST_REPOSITORIES,
    list_branches::LIST_BRANCHES,
    webhook::WEBHOOK,
];
