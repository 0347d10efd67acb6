//! Organizations as the API returns them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;

/// An organization of the caller.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    /// The name in URLs.
    pub slug: String,
    /// The path of its logo.
    pub logo: Option<String>,
    /// The caller's role.
    pub role: Role,
    /// The estate to open first; null for a guest without access to it.
    pub default_estate_id: Option<EstateId>,
    /// From when the organization admits only members with a second factor; null when it does not require one.
    pub second_factor_required_from: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for Organization {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// A deleted organization that the caller can restore.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct DeletedOrganization {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
    pub deleted_at: Timestamp,
    /// The name of the user who deleted it; null when the account is deleted.
    pub deleted_by: Option<String>,
    /// When its data is deleted.
    pub restorable_until: Timestamp,
}

/// Whether the organization requires a second factor of its members.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SecondFactorRequirement {
    pub required: bool,
    /// The days that members have to add one, at most 90. By default 14.
    #[schema(maximum = 90)]
    pub grace_days: Option<u32>,
}

/// Creates an organization.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOrganization {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The name in URLs: 2 to 48 of `a-z`, `0-9` and single hyphens. Derived from the name when absent.
    #[schema(min_length = 2, max_length = 48, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
}

/// A created organization and its first estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedOrganization {
    pub organization: OrganizationReference,
    pub estate: EstateReference,
}

/// The id and names of an organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationReference {
    pub id: OrganizationId,
    pub name: String,
    /// The name in URLs.
    pub slug: String,
}

/// The id and name of an estate.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateReference {
    pub id: EstateId,
    pub name: String,
}

/// Updates an organization. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct OrganizationUpdate {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// 2 to 48 of `a-z`, `0-9` and single hyphens. The former slug stays reserved and leads to the organization.
    #[schema(min_length = 2, max_length = 48, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
    /// An estate of the organization.
    pub default_estate_id: Option<EstateId>,
}

/// Transfers an organization.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Transfer {
    /// The member who becomes owner.
    pub user_id: UserId,
}
