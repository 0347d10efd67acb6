//! Passkeys as the API returns them, and what browsers send and get.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::PasskeyId;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// A passkey or a security key.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    /// Whether it can sign in without anything else: the authenticator verifies the user.
    pub signs_in: bool,
    /// Whether it is synchronized to other devices.
    pub backed_up: bool,
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A new passkey, as `navigator.credentials.create()` returned it. Binary values are base64url.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewPasskey {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    #[serde(rename = "clientDataJSON")]
    #[schema(max_length = 8000)]
    pub client_data_json: String,
    #[schema(max_length = 16000)]
    pub attestation_object: String,
    /// How browsers reach the authenticator: at most ten.
    pub transports: Option<Vec<String>>,
}

/// A passkey's new name.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// The proof of a passkey, as `navigator.credentials.get()` returned it. Binary values are base64url.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PasskeyAssertion {
    /// The credential's id.
    #[schema(max_length = 2000)]
    pub id: String,
    #[serde(rename = "clientDataJSON")]
    #[schema(max_length = 8000)]
    pub client_data_json: String,
    #[schema(max_length = 4000)]
    pub authenticator_data: String,
    #[schema(max_length = 2000)]
    pub signature: String,
    #[schema(max_length = 200)]
    pub user_handle: Option<String>,
}

/// A passkey that was added.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddedPasskey {
    pub passkey: Passkey,
    /// Ten codes when this is the first second factor, which are shown only here; else null.
    #[schema(required)]
    pub backup_codes: Option<Vec<String>>,
}

/// `PublicKeyCredentialRequestOptionsJSON` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    pub challenge: String,
    pub rp_id: String,
    pub timeout: i64,
    pub user_verification: &'static str,
    pub allow_credentials: Vec<CredentialDescriptor>,
}

/// `PublicKeyCredentialDescriptorJSON` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialDescriptor {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub transports: Vec<String>,
}

/// `PublicKeyCredentialCreationOptionsJSON` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions {
    pub rp: RelyingParty,
    pub user: UserEntity,
    pub challenge: String,
    pub pub_key_cred_params: Vec<CredentialParameters>,
    pub timeout: i64,
    pub exclude_credentials: Vec<CredentialDescriptor>,
    pub authenticator_selection: AuthenticatorSelection,
    pub attestation: &'static str,
}

/// `PublicKeyCredentialRpEntity` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelyingParty {
    pub id: String,
    pub name: &'static str,
}

/// `PublicKeyCredentialUserEntityJSON` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserEntity {
    pub id: String,
    pub name: String,
    pub display_name: String,
}

/// `PublicKeyCredentialParameters` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialParameters {
    pub alg: i64,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// `AuthenticatorSelectionCriteria` of WebAuthn.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSelection {
    pub resident_key: &'static str,
    pub user_verification: &'static str,
}
