//! A user's own account as the API returns it, and the bodies of its operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, ApiKeyId, AuditId, InvitationId, OrganizationId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::identity::User;
use crate::identity::authorization_server::AuthorizedApp;
pub use crate::identity::sessions::Session;

/// An update of the profile. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProfileChange {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Whether pages show details for debugging.
    pub debug_mode: Option<bool>,
}

/// A new password.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PasswordChange {
    /// Required when the user has a password.
    #[schema(format = Password, max_length = 128)]
    pub current_password: Option<String>,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub new_password: String,
}

/// A new address, or the current one when it is not verified.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailChange {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// The code that was sent to an address.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailCode {
    /// Six digits. Spaces are ignored.
    #[schema(max_length = 32)]
    pub code: String,
}

/// The kind of a sign-in method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountProvider {
    Credential,
    Google,
    #[serde(rename = "github")]
    GitHub,
    Slack,
}

/// A sign-in method of a user.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Account {
    pub id: AccountId,
    pub provider: AccountProvider,
    /// The email address or login at the provider.
    #[schema(required)]
    pub label: Option<String>,
    pub created_at: Timestamp,
}

/// A user's accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Accounts {
    /// Oldest first.
    pub items: Vec<Account>,
}

/// The confirmation of an account's deletion.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletionConfirmation {
    /// The account's email address.
    #[schema(max_length = 254)]
    pub email: String,
}

/// An organization that the deletion of an account affects.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
pub struct ConcernedOrganization {
    pub id: OrganizationId,
    pub name: String,
}

/// The effects of deleting the account.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPreview {
    /// Organizations without other members. They are deleted with the account.
    pub deleted_organizations: Vec<ConcernedOrganization>,
    /// Organizations with other members and no other owner. They must be transferred first.
    pub organizations_to_hand_over: Vec<ConcernedOrganization>,
}

/// All data stored about an account, without secrets. Each list contains at most the newest thousand entries.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    pub exported_at: Timestamp,
    pub user: User,
    pub accounts: Vec<Account>,
    pub sessions: Vec<Session>,
    pub memberships: Vec<ExportedMembership>,
    /// The apps that the user has allowed to act for them.
    pub authorized_apps: Vec<AuthorizedApp>,
    /// The API keys that the user has created.
    pub api_keys: Vec<ExportedKey>,
    /// The invitations that the user has sent.
    pub invitations: Vec<ExportedInvitation>,
    /// The audit events of what the user has done.
    pub audit_events: Vec<ExportedAuditEvent>,
}

/// A membership in the export of an account.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedMembership {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub role: Role,
    pub created_at: Timestamp,
}

/// An API key in the export of an account, without its secret.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedKey {
    pub id: ApiKeyId,
    pub organization_id: OrganizationId,
    pub name: String,
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// An invitation in the export of an account, without its link.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedInvitation {
    pub id: InvitationId,
    pub organization_id: OrganizationId,
    /// The invited address; null for a link that anyone can use.
    #[schema(required)]
    pub email: Option<String>,
    pub role: Role,
    pub created_at: Timestamp,
}

/// An audit event in the export of an account.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedAuditEvent {
    pub id: AuditId,
    #[schema(required)]
    pub organization_id: Option<OrganizationId>,
    /// The operation's id.
    pub action: String,
    pub resource_type: String,
    #[schema(required)]
    pub resource_id: Option<String>,
    #[schema(required)]
    pub ip_address: Option<String>,
    pub created_at: Timestamp,
}
