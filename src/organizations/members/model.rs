//! Members as the API returns them, and the filter of their list.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{CustomRoleId, EstateId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::api::Revised;
use crate::organizations::custom_roles::CustomRoleReference;

/// A member of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    /// The path of a picture.
    pub image: Option<String>,
    pub role: Role,
    /// The custom role that limits the role, if any.
    pub custom_role: Option<CustomRoleReference>,
    /// Whether the user is a program.
    pub is_bot: bool,
    /// The profile in a connected Slack workspace.
    #[schema(value_type = Option<SlackProfile>)]
    pub slack: Option<Box<RawValue>>,
    /// The estates granted to a guest; null for other roles.
    #[schema(value_type = Option<Vec<EstateId>>)]
    pub estate_ids: Option<Box<RawValue>>,
    /// The member's own roles on estates. On each, the highest of these, of the roles of the member's teams, and of the role
    /// in the organization counts; with a custom role, only that one does.
    #[schema(value_type = Vec<EstateRole>)]
    pub estate_roles: Box<RawValue>,
    pub last_seen_at: Option<Timestamp>,
    /// When the user became a member.
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for Member {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// A role that holds on one estate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleOnEstate {
    Admin,
    Member,
    Viewer,
}

impl From<RoleOnEstate> for Role {
    fn from(role: RoleOnEstate) -> Self {
        match role {
            RoleOnEstate::Admin => Self::Admin,
            RoleOnEstate::Member => Self::Member,
            RoleOnEstate::Viewer => Self::Viewer,
        }
    }
}

/// An estate with the role that somebody has on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EstateRole {
    pub estate_id: EstateId,
    pub role: RoleOnEstate,
}

/// A profile in Slack.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlackProfile {
    /// The name in mentions.
    username: Option<String>,
    /// The name on the profile.
    real_name: Option<String>,
    /// The names of the public channels that the user is a member of.
    channels: Vec<String>,
}

/// Whether a member belongs to the organization itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MemberKind {
    /// Owners, admins, members and viewers.
    Internal,
    /// Guests, and externals from a connected workspace.
    External,
}

/// Filters a list of members.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberFilter {
    /// Part of the name, the email address or the names in Slack.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// Members of the organization itself, or guests and externals.
    #[param(inline)]
    pub kind: Option<MemberKind>,
    /// Only members with this role.
    pub role: Option<Role>,
}

/// Updates a member. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct MemberUpdate {
    /// Any role except `external`. It ends a custom role.
    pub role: Option<Role>,
    /// A custom role, instead of `role`: the member gets its base role, limited to its permissions, and their own roles on
    /// estates end.
    pub custom_role_id: Option<CustomRoleId>,
    /// The complete list of estates granted to a guest, at most 50. A new one is granted with the role viewer.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
    /// The complete list of the member's own roles on estates, at most 50; instead of `estateIds`. When the role in the
    /// organization changes without it, they end.
    #[schema(max_items = 50)]
    pub estate_roles: Option<Vec<EstateRole>>,
}
