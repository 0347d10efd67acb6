//! Second factors as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::identity::passkeys::Passkey;

/// A user's second factors.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactors {
    /// The authenticator app.
    #[schema(required)]
    pub totp: Option<Totp>,
    /// Oldest first.
    pub passkeys: Vec<Passkey>,
    /// The number of backup codes that are not used.
    pub backup_codes_left: u32,
}

/// An authenticator app.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Totp {
    pub created_at: Timestamp,
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
}

/// The secret for an authenticator app. It counts once a first code has confirmed it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TotpSetUp {
    /// Base32, to type into an app.
    pub secret: String,
    /// The same as a URI `otpauth://totp/…`, to show as a QR code.
    pub uri: String,
    /// When the secret can no longer be confirmed.
    pub expires_at: Timestamp,
}

/// Backup codes, which are shown only once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BackupCodes {
    /// Each signs in once in place of a code of the authenticator app.
    pub backup_codes: Vec<String>,
}

/// The first code of an authenticator app.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpCode {
    /// Six digits. Spaces are ignored.
    #[schema(max_length = 32)]
    pub code: String,
}

/// A code that proves a second factor.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits from the authenticator app, or a backup code. Spaces, and in a backup code hyphens, are ignored.
    #[schema(max_length = 64)]
    pub code: String,
}
