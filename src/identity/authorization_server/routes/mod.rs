//! Apps, authorization requests and tokens over HTTP.

use crate::api::Operation;

mod authorization;
mod authorized_apps;
mod clients;
mod endpoints;
mod metadata;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    metadata::GET_METADATA,
    metadata::GET_OPENID_CONFIGURATION,
    metadata::GET_PROTECTED_RESOURCE,
    metadata::GET_KEYS,
    authorization::AUTHORIZE,
    authorization::GET_AUTHORIZATION,
    authorization::APPROVE_AUTHORIZATION,
    endpoints::GET_TOKEN,
    endpoints::REVOKE_TOKEN,
    endpoints::INTROSPECT_TOKEN,
    endpoints::GET_USER_INFO,
    endpoints::POST_USER_INFO,
    clients::LIST_CLIENTS,
    clients::CREATE_CLIENT,
    clients::GET_CLIENT,
    clients::UPDATE_CLIENT,
    clients::ROTATE_SECRET,
    clients::DELETE_CLIENT,
    authorized_apps::LIST_AUTHORIZED_APPS,
    authorized_apps::REVOKE_AUTHORIZED_APP,
];
