//! The operations for administrators.

use crate::api::Operation;

mod lists;
mod users;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    users::LIST_USERS,
    users::GET_USER,
    users::BAN_USER,
    users::UNBAN_USER,
    users::IMPERSONATE_USER,
    users::SET_USER_ROLE,
    users::STOP_IMPERSONATING,
    users::LIST_USER_SESSIONS,
    users::END_USER_SESSIONS,
    users::DELETE_USER,
    lists::LIST_ALL_ORGANIZATIONS,
    lists::LIST_ALL_ESTATES,
    lists::REBUILD_ESTATE,
    lists::LIST_ALL_BUILDS,
    lists::SHOW_OWN_SESSION,
];
