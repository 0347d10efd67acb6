//! Estates over HTTP.

use crate::api::Operation;

mod create;
mod delete;
mod get;
mod list;
mod list_overviews;
mod update;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    list::LIST_ESTATES,
    list_overviews::LIST_ESTATE_OVERVIEWS,
    create::CREATE_ESTATE,
    get::GET_ESTATE,
    update::UPDATE_ESTATE,
    delete::DELETE_ESTATE,
];
