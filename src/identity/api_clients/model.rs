//! Tokens, devices and keys as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{ApiKeyId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// What a program signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The e-mail address of the account.
    #[schema(max_length = 254)]
    pub email: String,
    /// Its password.
    #[schema(format = Password, max_length = 128)]
    pub password: String,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Refresh {
    /// As it was given.
    #[schema(format = Password)]
    pub refresh_token: String,
}

/// What a program calls the API with.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// Goes into the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds for which the access token is good.
    pub expires_in: i64,
    /// Good for one refresh.
    pub refresh_token: String,
    /// Seconds for which the refresh token is good.
    pub refresh_expires_in: i64,
}

/// The same as RFC 6749, 5.1 names it.
#[derive(Serialize, ToSchema)]
pub struct OAuthTokens {
    /// Goes into the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds for which the access token is good.
    pub expires_in: i64,
    /// Good for one refresh.
    pub refresh_token: String,
}

impl From<Tokens> for OAuthTokens {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
        }
    }
}

/// What a device asks to be let in with (RFC 8628, 3.1); form-encoded.
#[derive(Deserialize, ToSchema)]
pub struct DeviceAuthorization {
    /// The program: `steward-cli` or `steward-extension`.
    #[schema(example = "steward-cli", max_length = 50)]
    pub client_id: String,
    /// Ignored: a device acts as the person who lets it in.
    #[expect(dead_code, reason = "the field is described, and may be sent")]
    pub scope: Option<String>,
}

/// What a device shows, and polls with (RFC 8628, 3.2).
#[derive(Serialize, ToSchema)]
pub struct DeviceCodes {
    /// To poll with; nobody sees it.
    pub device_code: String,
    /// For the person to type.
    #[schema(example = "BCDF-1234")]
    pub user_code: String,
    /// Where it is typed.
    pub verification_uri: String,
    /// The same with the code filled in.
    pub verification_uri_complete: String,
    /// Seconds until both codes end.
    pub expires_in: i64,
    /// Seconds between two polls.
    pub interval: i64,
}

/// What a device polls with (RFC 8628, 3.4), or refreshes with (RFC 6749, 6); form-encoded.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `urn:ietf:params:oauth:grant-type:device_code` or `refresh_token`.
    #[schema(max_length = 100)]
    pub grant_type: String,
    /// The program: `steward-cli` or `steward-extension`.
    #[schema(max_length = 50)]
    pub client_id: Option<String>,
    /// With the first.
    #[schema(max_length = 200)]
    pub device_code: Option<String>,
    /// With the second.
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
}

/// How the sign-in of devices is found (RFC 8414, 2).
#[derive(Serialize, ToSchema)]
pub struct AuthorizationServer {
    /// The platform's address.
    pub issuer: String,
    /// Where tokens are got.
    pub token_endpoint: String,
    /// Where a device begins.
    pub device_authorization_endpoint: String,
    /// What tokens are got for.
    pub grant_types_supported: [&'static str; 2],
    /// None: nobody is redirected.
    pub response_types_supported: [&'static str; 0],
    /// `none`: the programs are public.
    pub token_endpoint_auth_methods_supported: [&'static str; 1],
}

/// How far a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeviceStatus {
    /// Waits for somebody.
    Pending,
    /// Was let in.
    Approved,
    /// Was turned away.
    Denied,
}

/// A device that waits, as the person sees it who is to let it in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// The code that was typed.
    pub user_code: String,
    /// The program.
    pub client_id: String,
    /// From which address it asks.
    pub ip_address: Option<String>,
    /// Where that is.
    pub place: Option<String>,
    /// Since when it waits.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// How far it is.
    pub status: DeviceStatus,
}

/// An API key, without the key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// How the key begins.
    pub start: String,
    /// What it may do, where its maker may.
    pub scopes: Vec<String>,
    /// Whom it acts as.
    pub created_by: KeyMaker,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Who made a key.
#[derive(Serialize, ToSchema)]
pub struct KeyMaker {
    /// Their id.
    pub id: UserId,
    /// As they want to be called.
    pub name: String,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewApiKey {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Names of permissions, 1 to 20; each must be one that keys can have and that the caller has.
    #[schema(min_items = 1, max_items = 20)]
    pub scopes: Vec<String>,
    /// When it ends by itself; absent for never.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
}

/// A new key. This is the only time that it is shown.
#[derive(Serialize, ToSchema)]
pub struct MadeApiKey {
    /// What is known of it from now on.
    pub key: ApiKey,
    /// The key itself, for the header `Authorization: Bearer …`.
    #[schema(example = "steward_3q2-7wAA…")]
    pub secret: String,
}
