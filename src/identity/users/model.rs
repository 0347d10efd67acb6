//! What one is told about one's own account, and what one can ask for.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{AccountId, ApiKeyId, AuditId, InvitationId, OrganizationId, SessionId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::identity::User;
use crate::identity::session::SessionKind;

/// Changes of a profile; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProfileChange {
    /// As one wants to be called.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Whether pages show more than most people want to know.
    pub debug_mode: Option<bool>,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PasswordChange {
    /// The one that is good now; needed by whoever has one.
    #[schema(format = Password, max_length = 128)]
    pub current_password: Option<String>,
    /// 8 to 128 characters.
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub new_password: String,
}

/// An address to change to, or one's own that is not proven yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailChange {
    /// The address.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// The six digits that were sent to an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailCode {
    /// Six digits; spaces do not count.
    #[schema(max_length = 32)]
    pub code: String,
}

/// One of a user's sessions.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is: a browser's or a program's.
    pub kind: SessionKind,
    /// Whether it is the one that asks.
    pub current: bool,
    /// With what it was begun.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// From where.
    #[schema(required)]
    pub ip_address: Option<String>,
    /// Where that is.
    #[schema(required)]
    pub place: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to within a day.
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used again.
    pub expires_at: Timestamp,
    /// Whether an administrator acts in it in the user's place.
    pub impersonated: bool,
}

/// Where a way to sign in comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountProvider {
    /// A password.
    Credential,
    /// Google.
    Google,
    /// GitHub.
    #[serde(rename = "github")]
    GitHub,
    /// Slack.
    Slack,
}

/// A way to sign in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Where it comes from.
    pub provider: AccountProvider,
    /// How it is called there: an address or a login name.
    #[schema(required)]
    pub label: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// The ways to sign in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Accounts {
    /// Oldest first.
    pub items: Vec<Account>,
}

/// What confirms that an account is to end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletionConfirmation {
    /// The account's address, as a confirmation.
    #[schema(max_length = 254)]
    pub email: String,
}

/// An organization that the end of an account concerns.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConcernedOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
}

/// What would happen if the account ended now.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPreview {
    /// Nobody else belongs to these: they go along.
    pub deleted_organizations: Vec<ConcernedOrganization>,
    /// Nobody else owns these, and others belong to them: they are to be handed over first.
    pub organizations_to_hand_over: Vec<ConcernedOrganization>,
}

/// Everything that is kept of an account, without secrets. Lists hold the newest thousand at most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// When it was made.
    pub exported_at: Timestamp,
    /// Who.
    pub user: User,
    /// The ways to sign in.
    pub accounts: Vec<Account>,
    /// The sessions.
    pub sessions: Vec<Session>,
    /// Where one belongs.
    pub memberships: Vec<ExportedMembership>,
    /// The API keys that one has made.
    pub api_keys: Vec<ExportedKey>,
    /// The invitations that one has sent.
    pub invitations: Vec<ExportedInvitation>,
    /// What one has done.
    pub audit_lines: Vec<ExportedAuditLine>,
}

/// A membership.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedMembership {
    /// Where.
    pub organization_id: OrganizationId,
    /// What that is called.
    pub organization_name: String,
    /// As what.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
}

/// An API key, without what it consists of.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Of which organization.
    pub organization_id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// Until when.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// When it was last used.
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
}

/// An invitation, without its link.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedInvitation {
    /// Its id.
    pub id: InvitationId,
    /// To which organization.
    pub organization_id: OrganizationId,
    /// Who was invited; none for a link.
    #[schema(required)]
    pub email: Option<String>,
    /// As what.
    pub role: Role,
    /// When.
    pub created_at: Timestamp,
}

/// Something that one has done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ExportedAuditLine {
    /// Its id.
    pub id: AuditId,
    /// In which organization.
    #[schema(required)]
    pub organization_id: Option<OrganizationId>,
    /// The operation.
    pub action: String,
    /// What kind of thing it changed.
    pub resource_type: String,
    /// Which one.
    #[schema(required)]
    pub resource_id: Option<String>,
    /// From where.
    #[schema(required)]
    pub ip_address: Option<String>,
    /// When.
    pub created_at: Timestamp,
}
