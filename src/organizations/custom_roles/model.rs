//! Custom roles as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::CustomRoleId;
use steward_kernel::permission::{Permissions, Role};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;

/// A role that custom roles can limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BaseRole {
    Admin,
    Member,
    Viewer,
}

impl From<BaseRole> for Role {
    fn from(role: BaseRole) -> Self {
        match role {
            BaseRole::Admin => Self::Admin,
            BaseRole::Member => Self::Member,
            BaseRole::Viewer => Self::Viewer,
        }
    }
}

/// A custom role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomRole {
    pub id: CustomRoleId,
    pub name: String,
    /// The role that it limits.
    pub base_role: BaseRole,
    /// The names of its permissions. Those to see the organization and its estates, and to leave it, are always among them.
    pub permissions: Vec<String>,
    /// The number of members who have it.
    pub members: u32,
    /// The number of service accounts that have it.
    pub service_accounts: u32,
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for CustomRole {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl CustomRole {
    /// What a holder may do.
    pub fn permissions(&self) -> Permissions {
        let base_role = Role::from(self.base_role);
        Permissions::filter(|permission| {
            permission.allows(base_role) && self.permissions.iter().any(|name| name == permission.name())
        })
    }
}

/// The id and name of a custom role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomRoleReference {
    pub id: CustomRoleId,
    pub name: String,
}

/// A custom role to create.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct NewCustomRole {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// A role that is below the caller's.
    pub base_role: BaseRole,
    /// Names of permissions that the base role and the caller have.
    #[schema(example = json!(["build.manage"]), min_items = 1, max_items = 50)]
    pub permissions: Vec<String>,
}

/// Updates a custom role. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomRoleUpdate {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// The complete list of its permissions, which the base role and the caller have.
    #[schema(example = json!(["build.manage"]), min_items = 1, max_items = 50)]
    pub permissions: Option<Vec<String>>,
}
