//! The connected repository over HTTP.

use crate::api::Operation;

mod confirm;
mod connect;
mod disconnect;
mod get;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[get::GET_REPOSITORY, connect::CONNECT_REPOSITORY, disconnect::DISCONNECT_REPOSITORY, confirm::CONFIRM_REPOSITORY];
