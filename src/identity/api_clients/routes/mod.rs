//! Program sign-in, devices and API keys over HTTP.

use crate::api::Operation;

mod device;
mod keys;
mod tokens;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    tokens::REFRESH,
    device::AUTHORIZE_DEVICE,
    device::GET_TOKEN,
    device::GET_DEVICE,
    device::APPROVE_DEVICE,
    device::DENY_DEVICE,
    keys::LIST_KEYS,
    keys::CREATE_KEY,
    keys::UPDATE_KEY,
    keys::ROTATE_KEY,
    keys::DELETE_KEY,
];
