//! Teams as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{TeamId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;
use crate::organizations::members::EstateRole;

/// A team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    /// At most the first 100.
    pub members: Vec<TeamMember>,
    pub member_count: u64,
    /// The identity provider manages its name and members, by SCIM.
    pub is_provisioned: bool,
    /// The roles of the members on estates.
    pub estate_roles: Vec<EstateRole>,
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for Team {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// A member of a team.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamMember {
    pub user_id: UserId,
    pub name: String,
}

/// A team to create.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct NewTeam {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Members of the organization, at most 100.
    #[schema(max_items = 100)]
    pub user_ids: Option<Vec<UserId>>,
    /// The roles of the members on estates, at most 50.
    #[schema(max_items = 50)]
    pub estate_roles: Option<Vec<EstateRole>>,
}

/// Updates a team. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct TeamUpdate {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// The complete list of the members, at most 100.
    #[schema(max_items = 100)]
    pub user_ids: Option<Vec<UserId>>,
    /// The complete list of the roles on estates, at most 50.
    #[schema(max_items = 50)]
    pub estate_roles: Option<Vec<EstateRole>>,
}
