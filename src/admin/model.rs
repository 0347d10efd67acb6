//! Users, organizations, estates and builds, as administrators see them.

use serde::Serialize;
use steward_kernel::build::BuildStatus;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::identity::UserRole;

/// A user, as administrators see them in a list.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct AdminUser {
    pub id: UserId,
    pub name: String,
    pub email: String,
    /// The path of a picture.
    pub image: Option<String>,
    /// The user's role on the platform.
    pub role: UserRole,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    /// Whether the user has opened a link that was sent to the address, or the authority for its domain vouches for it.
    #[serde(deserialize_with = "flag")]
    pub email_proven: bool,
    /// Whether the user is a program.
    #[serde(deserialize_with = "flag")]
    pub is_bot: bool,
    /// Whether the user is banned now.
    #[serde(deserialize_with = "flag")]
    pub banned: bool,
    pub ban_reason: Option<String>,
    /// When the ban ends; null for a permanent one.
    pub ban_expires_at: Option<Timestamp>,
    /// Precise to the minute.
    pub last_seen_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub organization_count: u32,
}

/// A change of a user's role on the platform.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserRoleChange {
    pub role: UserRole,
}

/// An impersonation.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartImpersonation {
    /// Why the user is impersonated, for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A user with their organizations.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminUserDetail {
    #[serde(flatten)]
    pub user: AdminUser,
    /// The user's memberships, at most 100.
    pub organizations: Vec<AdminMembership>,
}

/// A user's membership of an organization.
#[derive(Debug, Serialize, FromJson, ToSchema)]
pub struct AdminMembership {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
    pub role: Role,
}

/// An organization's id and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedOrganization {
    pub id: OrganizationId,
    pub name: String,
}

/// An estate's id and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedEstate {
    pub id: EstateId,
    pub name: String,
}

/// An organization in the list of all tenants.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct AdminOrganization {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
    pub member_count: u32,
    pub estate_count: u32,
    pub created_at: Timestamp,
}

/// An estate in the list of all tenants, with its repository and its last build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminEstate {
    pub id: EstateId,
    pub name: String,
    pub organization: NamedOrganization,
    /// The connected repository, `owner/name`.
    pub repository: Option<String>,
    /// The newest build.
    pub last_build: Option<LastBuild>,
    pub created_at: Timestamp,
}

/// An estate's newest build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastBuild {
    pub id: BuildId,
    pub status: BuildStatus,
    pub created_at: Timestamp,
}

/// A build in the list of all tenants.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminBuild {
    pub id: BuildId,
    pub status: BuildStatus,
    pub estate: NamedEstate,
    pub organization: NamedOrganization,
    pub commit_hash: String,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
}

/// The text to search for.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Part of a name or of an email address, or a whole id.
    #[param(max_length = 100)]
    pub q: Option<String>,
}

/// Which users to list.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Banned {
    /// Only users who are banned, or only those who are not.
    #[serde(deserialize_with = "text")]
    pub banned: Option<bool>,
}

/// Which builds to list.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WithStatus {
    /// Only builds of this status.
    pub status: Option<BuildStatus>,
}

/// Why and how long a user is banned.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ban {
    /// 1 to 500 characters, shown to other administrators only.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// When the ban ends; absent for a permanent one.
    #[schema(format = DateTime)]
    pub until: Option<String>,
    /// Bans also the only owner of organizations with other members, which the error `ONLY_OWNER` names.
    #[serde(default)]
    #[schema(required = false)]
    pub force: bool,
}

/// An organization that nobody could manage.
#[derive(Debug, FromJson)]
pub(super) struct OnlyOwnedRow {
    pub id: String,
    pub name: String,
}

/// The confirmation of a user's deletion.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDeletion {
    #[schema(max_length = 254)]
    pub email: String,
}

/// The administrator's own session and the properties of the request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnSession {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub session_id: SessionId,
    pub ip_address: Option<String>,
    /// City and country of the IP address.
    pub location: Option<String>,
    pub user_agent: String,
    pub environment: String,
    pub version: &'static str,
}
