//! Organizations over HTTP.

use crate::api::Operation;

mod create;
mod delete;
mod get;
mod get_by_slug;
mod list;
mod list_deleted;
mod remove_logo;
mod require_second_factor;
mod restore;
mod set_logo;
mod transfer;
mod update;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    list::LIST_ORGANIZATIONS,
    create::CREATE_ORGANIZATION,
    get_by_slug::GET_ORGANIZATION_BY_SLUG,
    get::GET_ORGANIZATION,
    update::UPDATE_ORGANIZATION,
    require_second_factor::REQUIRE_SECOND_FACTOR,
    set_logo::SET_LOGO,
    remove_logo::REMOVE_LOGO,
    transfer::TRANSFER_ORGANIZATION,
    delete::DELETE_ORGANIZATION,
    list_deleted::LIST_DELETED_ORGANIZATIONS,
    restore::RESTORE_ORGANIZATION,
];
