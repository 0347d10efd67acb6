//! Users, organizations, estates and builds as administrators see them.

use serde::{Deserialize, Serialize};
use steward_kernel::build::BuildStatus;
use steward_kernel::id::{BuildId, EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::edge::database::flag;
use crate::identity::UserRole;

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct AdminUser {
    /// Its id.
    pub id: UserId,
    /// As it wants to be called.
    pub name: String,
    /// Where mail reaches it.
    pub email: String,
    /// Path of a picture.
    pub image: Option<String>,
    /// On the platform.
    pub role: UserRole,
    /// Whether the address was proven.
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    /// Whether it is a program.
    #[serde(deserialize_with = "flag")]
    pub is_bot: bool,
    /// Whether it is banned now.
    #[serde(deserialize_with = "flag")]
    pub banned: bool,
    /// Why.
    pub ban_reason: Option<String>,
    /// Until when; null for ever.
    pub ban_expires_at: Option<Timestamp>,
    /// When it was there last, to the minute.
    pub last_seen_at: Option<Timestamp>,
    /// When it signed up.
    pub created_at: Timestamp,
    /// How many organizations it belongs to.
    pub organization_count: u32,
}

/// A user with its organizations.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminUserDetail {
    /// The user.
    #[serde(flatten)]
    pub user: AdminUser,
    /// Where it belongs, at most 100.
    pub organizations: Vec<AdminMembership>,
}

/// Where a user belongs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AdminMembership {
    /// The organization's id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// As what.
    pub role: Role,
}

/// Something with a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
}

/// Something with a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedEstate {
    /// Its id.
    pub id: EstateId,
    /// What it is called.
    pub name: String,
}

/// An organization.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct AdminOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// How many belong to it.
    pub member_count: u32,
    /// How many estates it has.
    pub estate_count: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminEstate {
    /// Its id.
    pub id: EstateId,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub organization: NamedOrganization,
    /// The connected repository, `owner/name`.
    pub repository: Option<String>,
    /// Its newest build.
    pub last_build: Option<LastBuild>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An estate's newest build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastBuild {
    /// Its id.
    pub id: BuildId,
    /// How far it is.
    pub status: BuildStatus,
    /// When it was triggered.
    pub created_at: Timestamp,
}

/// A build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminBuild {
    /// Its id.
    pub id: BuildId,
    /// How far it is.
    pub status: BuildStatus,
    /// In which estate.
    pub estate: NamedEstate,
    /// Whose that is.
    pub organization: NamedOrganization,
    /// Of which commit.
    pub commit_hash: String,
    /// When it was triggered.
    pub created_at: Timestamp,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Part of a name or an address, or a whole id.
    #[param(max_length = 100)]
    pub q: Option<String>,
}

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Banned {
    /// Only those who are banned, or only those who are not.
    pub banned: Option<bool>,
}

/// Which builds.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WithStatus {
    /// How far they are.
    pub status: Option<BuildStatus>,
}

/// Why and how long somebody is kept out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ban {
    /// 1 to 500 characters, for other administrators.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Until when; absent for ever.
    #[schema(format = DateTime)]
    pub until: Option<String>,
}

/// The address of the user who is to be deleted, typed to be sure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDeletion {
    /// The user's e-mail address.
    #[schema(max_length = 254)]
    pub email: String,
}

/// The administrator's own session and request, to see what the platform sees.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnSession {
    /// Who.
    pub user_id: UserId,
    /// As they want to be called.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// By which session.
    pub session_id: SessionId,
    /// From which address.
    pub ip_address: Option<String>,
    /// City and country of the IP address.
    pub location: Option<String>,
    /// With which program.
    pub user_agent: String,
    /// The platform's environment.
    pub environment: String,
    /// The platform's version.
    pub version: &'static str,
}
