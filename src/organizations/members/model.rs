//! Members as the API returns them, and the filter of their list.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

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
    /// Whether the user is a program.
    pub is_bot: bool,
    /// The profile in a connected Slack workspace.
    #[schema(value_type = Option<SlackProfile>)]
    pub slack: Option<Box<RawValue>>,
    /// The estates granted to a guest; null for other roles.
    #[schema(value_type = Option<Vec<EstateId>>)]
    pub estate_ids: Option<Box<RawValue>>,
    pub last_seen_at: Option<Timestamp>,
    /// When the user became a member.
    pub created_at: Timestamp,
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
    /// Any role except `external`.
    pub role: Option<Role>,
    /// The complete list of estates granted to a guest, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}
