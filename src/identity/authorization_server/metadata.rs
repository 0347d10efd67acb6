//! What clients find the endpoints by (OpenID Connect Discovery 1.0, 3; RFC 8414; RFC 9728).

use serde::Serialize;
use steward_kernel::error::Error;
use utoipa::ToSchema;

use super::scopes;
use super::token::AUTHORIZATION_CODE_GRANT;
use crate::edge::Edge;
use crate::identity::api_clients::device::{DEVICE_CODE_GRANT, REFRESH_TOKEN_GRANT};
use crate::identity::sessions::access_token::RESOURCE;

/// How clients authenticate themselves.
const AUTHENTICATION_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// Authorization server metadata (RFC 8414, 2), which is also that of the OpenID provider.
#[derive(Serialize, ToSchema)]
pub struct AuthorizationServer {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: String,
    pub jwks_uri: String,
    pub revocation_endpoint: String,
    pub introspection_endpoint: String,
    /// For the platform's own clients.
    pub device_authorization_endpoint: String,
    pub scopes_supported: Vec<&'static str>,
    pub response_types_supported: [&'static str; 1],
    pub response_modes_supported: [&'static str; 1],
    pub grant_types_supported: [&'static str; 3],
    pub subject_types_supported: [&'static str; 1],
    pub id_token_signing_alg_values_supported: [&'static str; 1],
    pub token_endpoint_auth_methods_supported: [&'static str; 3],
    pub revocation_endpoint_auth_methods_supported: [&'static str; 3],
    pub introspection_endpoint_auth_methods_supported: [&'static str; 2],
    pub code_challenge_methods_supported: [&'static str; 1],
    pub prompt_values_supported: [&'static str; 4],
    pub claims_supported: [&'static str; 12],
    pub claims_parameter_supported: bool,
    pub request_parameter_supported: bool,
    pub request_uri_parameter_supported: bool,
    /// RFC 9207.
    pub authorization_response_iss_parameter_supported: bool,
    /// RFC 9728.
    pub protected_resources: [String; 1],
}

/// The metadata of the authorization server.
///
/// # Errors
/// [`Error::Internal`] when the platform's address is not configured.
pub fn authorization_server(edge: &Edge) -> Result<AuthorizationServer, Error> {
    let url = edge.public_url()?;
    Ok(AuthorizationServer {
        authorization_endpoint: format!("{url}/oauth/authorize"),
        token_endpoint: format!("{url}/oauth/token"),
        userinfo_endpoint: format!("{url}/oauth/userinfo"),
        jwks_uri: format!("{url}/oauth/jwks"),
        revocation_endpoint: format!("{url}/oauth/revoke"),
        introspection_endpoint: format!("{url}/oauth/introspect"),
        device_authorization_endpoint: format!("{url}/api/auth/device/code"),
        scopes_supported: scopes::supported().collect(),
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: [AUTHORIZATION_CODE_GRANT, REFRESH_TOKEN_GRANT, DEVICE_CODE_GRANT],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
        token_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
        revocation_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
        introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported: ["S256"],
        prompt_values_supported: ["none", "login", "consent", "select_account"],
        claims_supported: [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "at_hash",
            "name",
            "picture",
            "email",
            "email_verified",
        ],
        claims_parameter_supported: false,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        authorization_response_iss_parameter_supported: true,
        protected_resources: [format!("{url}{RESOURCE}")],
        issuer: url,
    })
}

/// Protected resource metadata (RFC 9728, 2).
#[derive(Serialize, ToSchema)]
pub struct ProtectedResource {
    pub resource: String,
    pub authorization_servers: [String; 1],
    pub scopes_supported: Vec<&'static str>,
    pub bearer_methods_supported: [&'static str; 1],
}

/// The metadata of the API.
///
/// # Errors
/// [`Error::Internal`] when the platform's address is not configured.
pub fn protected_resource(edge: &Edge) -> Result<ProtectedResource, Error> {
    let url = edge.public_url()?;
    Ok(ProtectedResource {
        resource: format!("{url}{RESOURCE}"),
        authorization_servers: [url],
        scopes_supported: scopes::supported().collect(),
        bearer_methods_supported: ["header"],
    })
}
