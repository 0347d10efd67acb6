//! Members over HTTP.

mod get;
mod leave;
mod list;
mod remove;
mod update_role;

use crate::api::{Operation, PathParameter};
use steward_kernel::id::UserId;

impl PathParameter for UserId {
    const NAME: &'static str = "userId";
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    leave::LEAVE_ORGANIZATION,
    list::LIST_MEMBERS,
    get::GET_MEMBER,
    update_role::UPDATE_MEMBER,
    remove::REMOVE_MEMBER,
];
