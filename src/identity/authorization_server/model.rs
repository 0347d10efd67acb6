//! Apps, consents and the messages of OAuth as the API returns and takes them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OAuthClientId, OAuthConsentId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::api::Revised;

/// An app that signs in the members of an organization (an OAuth client). Its id is the `client_id`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OAuthClient {
    pub id: OAuthClientId,
    pub name: String,
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
    /// Whether it has a secret. Others prove themselves by PKCE alone.
    pub confidential: bool,
    /// Until when the secret before the last rotation works.
    pub previous_secret_expires_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for OAuthClient {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// An app to register.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewOAuthClient {
    /// Users see it when they allow the app.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// `https`, a loopback address (any port is accepted), or a private-use scheme such as `com.example.app:/callback`.
    #[schema(example = json!(["https://app.example.com/callback"]), min_items = 1, max_items = 10)]
    pub redirect_uris: Vec<String>,
    #[schema(example = json!(["openid", "email"]), min_items = 1, max_items = 30)]
    pub scopes: Vec<String>,
    /// Whether it gets a secret: only for a program on a server.
    pub confidential: bool,
}

/// Changes of an app.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct OAuthClientUpdate {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    #[schema(example = json!(["https://app.example.com/callback"]), min_items = 1, max_items = 10)]
    pub redirect_uris: Option<Vec<String>>,
    /// Tokens lose the scopes that are left out immediately.
    #[schema(example = json!(["openid", "email"]), min_items = 1, max_items = 30)]
    pub scopes: Option<Vec<String>>,
    /// Disabling an app ends all of its tokens.
    pub disabled: Option<bool>,
}

/// An app with its new secret, which is returned only here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OAuthClientWithSecret {
    pub client: OAuthClient,
    /// Null for an app without a secret.
    #[schema(required)]
    pub secret: Option<String>,
}

/// An authorization request (RFC 6749, 4.1.1; OpenID Connect Core, 3.1.2.1).
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuthorizationRequest {
    #[param(max_length = 100)]
    pub client_id: Option<String>,
    #[param(max_length = 500)]
    pub redirect_uri: Option<String>,
    /// `code`.
    #[param(max_length = 100)]
    pub response_type: Option<String>,
    /// `query`.
    #[param(max_length = 100)]
    pub response_mode: Option<String>,
    /// Separated by spaces.
    #[param(max_length = 1000)]
    pub scope: Option<String>,
    #[param(max_length = 2000)]
    pub state: Option<String>,
    #[param(max_length = 500)]
    pub nonce: Option<String>,
    /// RFC 7636.
    #[param(max_length = 100)]
    pub code_challenge: Option<String>,
    /// `S256`.
    #[param(max_length = 100)]
    pub code_challenge_method: Option<String>,
    /// `none`, or some of `login`, `consent` and `select_account`.
    #[param(max_length = 100)]
    pub prompt: Option<String>,
    /// Seconds.
    #[param(max_length = 20)]
    pub max_age: Option<String>,
    /// The address to sign in with, which the sign-in page proposes, whether or not an account has it.
    #[param(max_length = 254)]
    #[expect(dead_code, reason = "the page reads it from its own address")]
    pub login_hint: Option<String>,
    /// What the tokens are for (RFC 8707).
    #[param(max_length = 500)]
    pub resource: Option<String>,
    /// Not supported.
    #[param(max_length = 100)]
    pub request: Option<String>,
    /// Not supported.
    #[param(max_length = 100)]
    pub request_uri: Option<String>,
    /// The time after which the user has to have signed in, with a code of the platform.
    #[param(max_length = 100)]
    pub login_after: Option<String>,
}

/// What an app asks a user for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationPrompt {
    pub client_id: OAuthClientId,
    pub client_name: String,
    /// The organization whose app it is, and whose data it can reach.
    pub organization_name: String,
    /// The host or the scheme that the user is sent to.
    pub destination: String,
    pub scopes: Vec<String>,
    /// Those of the scopes that the user has not allowed before.
    pub new_scopes: Vec<String>,
    /// Where to send a user who denies it.
    pub denied_url: String,
}

/// The authorization request that the caller is asked about.
#[derive(FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PromptQuery {
    /// As `/oauth/authorize` has written it into the address of the page: its query in base64url.
    #[param(max_length = 20000, example = "Y2xpZW50X2lkPW9hY18wMWs5")]
    pub request: String,
}

/// An approval of an authorization request.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Approval {
    /// As `/oauth/authorize` has written it into the address of the page: its query in base64url.
    #[schema(max_length = 20000, example = "Y2xpZW50X2lkPW9hY18wMWs5")]
    pub request: String,
}

/// Where the user goes on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Approved {
    /// The redirect URI with a code.
    pub redirect_url: String,
}

/// A token request (RFC 6749, 4.1.3 and 6; RFC 8628, 3.4), form-encoded.
#[derive(FromJson, ToSchema)]
pub struct TokenParameters {
    /// `authorization_code` or `refresh_token`; `urn:ietf:params:oauth:grant-type:device_code` for the platform's own
    /// clients.
    #[schema(max_length = 100)]
    pub grant_type: String,
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
    #[schema(max_length = 200)]
    pub code: Option<String>,
    #[schema(max_length = 500)]
    pub redirect_uri: Option<String>,
    #[schema(max_length = 200)]
    pub code_verifier: Option<String>,
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
    /// Fewer scopes than were granted.
    #[schema(max_length = 1000)]
    pub scope: Option<String>,
    #[schema(max_length = 500)]
    pub resource: Option<String>,
    #[schema(max_length = 200)]
    pub device_code: Option<String>,
}

/// Tokens (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
#[derive(Serialize, ToSchema)]
pub struct IssuedTokens {
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// Valid for one refresh; only with the scope `offline_access`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Only with the scope `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// Absent for the platform's own clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A token to revoke (RFC 7009, 2.1) or to introspect (RFC 7662, 2.1), form-encoded.
#[derive(FromJson, ToSchema)]
pub struct TokenReference {
    #[schema(max_length = 2000)]
    pub token: String,
    /// Ignored.
    #[schema(max_length = 100)]
    #[expect(dead_code, reason = "described, and allowed in requests")]
    pub token_type_hint: Option<String>,
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
}

/// The token is no longer valid, or never was.
#[derive(Serialize, ToSchema)]
pub struct RevokedToken {}

/// What a token is (RFC 7662, 2.2). Only `active` for one that is not valid, or not of this organization.
#[derive(Default, Serialize, ToSchema)]
pub struct Introspection {
    pub active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<OAuthClientId>,
    /// `Bearer`; absent for a refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
}

/// Claims about a user, as far as the scopes give them (OpenID Connect Core, 5.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct UserClaims {
    pub sub: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
}

/// The keys that sign id_tokens (RFC 7517, 5).
#[derive(Serialize, ToSchema)]
pub struct JsonWebKeys {
    pub keys: Vec<JsonWebKey>,
}

/// A public key (RFC 7517, 4; RFC 7518, 6.2.1).
#[derive(Serialize, ToSchema)]
pub struct JsonWebKey {
    pub kid: String,
    /// `sig`.
    #[serde(rename = "use")]
    pub purpose: &'static str,
    /// `ES256`.
    pub alg: &'static str,
    pub kty: String,
    pub crv: String,
    pub x: String,
    pub y: String,
}

/// An app that a user has allowed to act for them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizedApp {
    pub id: OAuthConsentId,
    pub client_name: String,
    pub organization_name: String,
    pub scopes: Vec<String>,
    /// When the user last allowed it something new.
    pub authorized_at: Timestamp,
}
