//! Tokens, devices and API keys as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, ServiceAccountId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// A refresh token.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Refresh {
    #[schema(format = Password)]
    pub refresh_token: String,
}

/// The tokens of an API client.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// Valid for one refresh.
    pub refresh_token: String,
    /// Seconds until the refresh token expires.
    pub refresh_expires_in: i64,
}

/// The tokens of an API client as RFC 6749, 5.1 names them.
#[derive(Serialize, ToSchema)]
pub struct OAuthTokens {
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// Valid for one refresh.
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

/// A device authorization request (RFC 8628, 3.1), form-encoded.
#[derive(FromJson, ToSchema)]
pub struct DeviceAuthorization {
    /// `steward-cli` or `steward-extension`.
    #[schema(example = "steward-cli", max_length = 50)]
    pub client_id: String,
    /// Ignored: a device acts as the user who approves it.
    #[expect(dead_code, reason = "described, and allowed in requests")]
    pub scope: Option<String>,
}

/// A device authorization response (RFC 8628, 3.2).
#[derive(Serialize, ToSchema)]
pub struct DeviceCodes {
    /// For polling. The device does not show it.
    pub device_code: String,
    /// The code that the user enters.
    #[schema(example = "BCDF-1234")]
    pub user_code: String,
    /// The page to enter it on.
    pub verification_uri: String,
    /// The page with the code filled in.
    pub verification_uri_complete: String,
    /// Seconds until both codes expire.
    pub expires_in: i64,
    /// Seconds between two polls.
    pub interval: i64,
}

/// A token request for a device (RFC 8628, 3.4) or with a refresh token (RFC 6749, 6), form-encoded.
#[derive(FromJson, ToSchema)]
pub struct TokenRequest {
    /// `urn:ietf:params:oauth:grant-type:device_code` or `refresh_token`.
    #[schema(max_length = 100)]
    pub grant_type: String,
    /// `steward-cli` or `steward-extension`.
    #[schema(max_length = 50)]
    pub client_id: Option<String>,
    /// Required for the grant type of devices.
    #[schema(max_length = 200)]
    pub device_code: Option<String>,
    /// Required for `refresh_token`.
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
}

/// The status of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeviceStatus {
    Pending,
    Approved,
    Denied,
}

/// A device, for the user who approves or denies it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    pub user_code: String,
    pub client_id: String,
    pub ip_address: Option<String>,
    /// City and country of the IP address.
    #[schema(example = "Berlin, DE")]
    pub location: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub status: DeviceStatus,
}

/// An API key, without the secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// The first characters of the key.
    pub start: String,
    /// The key's permissions, limited to those that its creator or its service account has.
    pub scopes: Vec<String>,
    /// The user whom the key acts as; null for a key of a service account.
    pub created_by: Option<KeyCreator>,
    /// The service account that the key belongs to.
    pub service_account: Option<KeyServiceAccount>,
    /// A disabled key is refused until it is enabled again.
    pub disabled_at: Option<Timestamp>,
    /// When the secret was last replaced.
    pub rotated_at: Option<Timestamp>,
    /// Until when the secret before it works, too; null when it does not.
    pub previous_expires_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// Precise to the minute.
    pub last_used_at: Option<Timestamp>,
    /// The calls of the last 30 days, oldest first. Days without calls are left out, and so may be the newest calls.
    pub calls_per_day: Vec<DailyCalls>,
    pub created_at: Timestamp,
}

/// The creator of an API key.
#[derive(Serialize, ToSchema)]
pub struct KeyCreator {
    pub id: UserId,
    pub name: String,
}

/// The service account that an API key belongs to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyServiceAccount {
    pub id: ServiceAccountId,
    pub name: String,
    /// While the account is disabled, so are its keys.
    pub disabled_at: Option<Timestamp>,
}

/// The calls of an API key on a day.
#[derive(Serialize, FromJson, ToSchema)]
pub struct DailyCalls {
    /// A date in UTC.
    #[schema(format = Date)]
    pub day: String,
    pub calls: i64,
}

/// An API key to create.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewApiKey {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Names of permissions that API keys can have and that the caller has, and the service account, if it is for one.
    #[schema(example = json!(["estate.view"]), min_items = 1, max_items = 20)]
    pub scopes: Vec<String>,
    /// Absent for a key that never expires.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// The service account that the key belongs to. Without one, the key acts as the caller.
    pub service_account_id: Option<ServiceAccountId>,
}

/// Updates an API key. Absent fields are not changed.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyUpdate {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Whether the key is refused.
    pub disabled: Option<bool>,
}

/// Rotates an API key.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KeyRotation {
    /// How long the old secret works, in seconds: at most 604800, which are 7 days, and 0 for not at all. By default 86400.
    #[schema(maximum = 604_800)]
    pub overlap_seconds: Option<u32>,
}

/// A new or rotated API key with its secret, which is returned only here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedApiKey {
    pub key: ApiKey,
    /// For the header `Authorization: Bearer …`.
    #[schema(example = "steward_3q2-7wAA…")]
    pub secret: String,
}
