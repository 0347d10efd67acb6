//! Service accounts as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{CustomRoleId, EstateId, ServiceAccountId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;
use crate::organizations::custom_roles::{BaseRole, CustomRoleReference};

/// The role of a service account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ServiceAccountRole {
    Admin,
    Member,
    Viewer,
}

impl From<ServiceAccountRole> for Role {
    fn from(role: ServiceAccountRole) -> Self {
        match role {
            ServiceAccountRole::Admin => Self::Admin,
            ServiceAccountRole::Member => Self::Member,
            ServiceAccountRole::Viewer => Self::Viewer,
        }
    }
}

impl From<BaseRole> for ServiceAccountRole {
    fn from(role: BaseRole) -> Self {
        match role {
            BaseRole::Admin => Self::Admin,
            BaseRole::Member => Self::Member,
            BaseRole::Viewer => Self::Viewer,
        }
    }
}

/// A service account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAccount {
    pub id: ServiceAccountId,
    pub name: String,
    pub role: ServiceAccountRole,
    /// The custom role that limits the role, if any.
    pub custom_role: Option<CustomRoleReference>,
    /// The estates that the role is limited to; null when it holds in the whole organization.
    pub estate_ids: Option<Vec<EstateId>>,
    /// While it is disabled, all of its keys are refused.
    pub disabled_at: Option<Timestamp>,
    /// The number of its keys.
    pub keys: u32,
    /// When one of its keys was last used.
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for ServiceAccount {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// A service account to create.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct NewServiceAccount {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// A role that is not above the caller's. Required without a custom role.
    pub role: Option<ServiceAccountRole>,
    /// A custom role without permissions that the caller does not have, instead of `role`.
    pub custom_role_id: Option<CustomRoleId>,
    /// The estates that the role is limited to, at most 50. Absent for the whole organization.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}

/// Updates a service account. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ServiceAccountUpdate {
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// A role that is not above the caller's. It ends a custom role.
    pub role: Option<ServiceAccountRole>,
    /// A custom role without permissions that the caller does not have, instead of `role`.
    pub custom_role_id: Option<CustomRoleId>,
    /// The complete list of estates that the role is limited to, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
    /// `true` instead of `estateIds` for a role in the whole organization.
    pub all_estates: Option<bool>,
    /// Whether all of its keys are refused.
    pub disabled: Option<bool>,
}
