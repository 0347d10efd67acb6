//! What clients find the authorization server by.

use steward_kernel::time::{MINUTE, SECOND};

use crate::api::{self, RawReply, Reply};
use crate::identity::authorization_server::metadata::{self, AuthorizationServer, ProtectedResource};
use crate::identity::authorization_server::signing_keys;
use crate::identity::scope::ApiRequest;
use steward_macros::operation;

/// How long clients may keep the keys: much shorter than a key is published before it signs.
const KEYS_CACHED_MS: i64 = 15 * MINUTE;

/// Returns the authorization server metadata (RFC 8414).
#[operation(
    GET "/.well-known/oauth-authorization-server",
    id = "oauth.getMetadata",
    tag = "oauth",
    responses((status = 200, body = AuthorizationServer), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::api::AnonymousErrors),
)]
async fn get_metadata(request: ApiRequest) -> Reply<AuthorizationServer> {
    api::ok(metadata::authorization_server(&request.edge)?)
}

/// Returns the same metadata where OpenID Connect looks for it.
#[operation(
    GET "/.well-known/openid-configuration",
    id = "oauth.getOpenidConfiguration",
    tag = "oauth",
    responses((status = 200, body = AuthorizationServer), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::api::AnonymousErrors),
)]
async fn get_openid_configuration(request: ApiRequest) -> Reply<AuthorizationServer> {
    api::ok(metadata::authorization_server(&request.edge)?)
}

/// Returns the metadata of the API as a protected resource (RFC 9728).
#[operation(
    GET "/.well-known/oauth-protected-resource/api",
    id = "oauth.getProtectedResource",
    tag = "oauth",
    responses((status = 200, body = ProtectedResource), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::api::AnonymousErrors),
)]
async fn get_protected_resource(request: ApiRequest) -> Reply<ProtectedResource> {
    api::ok(metadata::protected_resource(&request.edge)?)
}

/// Returns the keys that sign id_tokens (RFC 7517).
#[operation(
    GET "/oauth/jwks",
    id = "oauth.getKeys",
    tag = "oauth",
    responses((status = 200, body = crate::identity::authorization_server::model::JsonWebKeys), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::api::AnonymousErrors),
)]
async fn get_keys(request: ApiRequest) -> RawReply {
    let response = api::json(200, &signing_keys::published(&request.edge).await?)?;
    Ok(response.with_header("cache-control", format!("public, max-age={}", KEYS_CACHED_MS / SECOND)))
}
