//! Organizations as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// An organization that the caller belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// What it is called in addresses.
    pub slug: String,
    /// Address of its logo.
    pub logo: Option<String>,
    /// The caller's role in it.
    pub role: Role,
    /// The estate that its pages lead to; none for a guest who may not see it.
    pub default_estate_id: Option<EstateId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What somebody makes an organization with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeOrganization {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it is to be called in addresses; made of the name when absent. 2 to 48 of `a-z`, `0-9` and single hyphens.
    #[schema(min_length = 2, max_length = 48, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
}

/// A new organization and its first estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewOrganization {
    /// The organization.
    pub organization: OrganizationReference,
    /// Its first estate.
    pub estate: EstateReference,
}

/// An organization in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationReference {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// What it is called in addresses.
    pub slug: String,
}

/// An estate in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateReference {
    /// Its id.
    pub id: EstateId,
    /// What it is called.
    pub name: String,
}

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct OrganizationChange {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// 2 to 48 of `a-z`, `0-9` and single hyphens; the former one stays reserved and leads here.
    #[schema(min_length = 2, max_length = 48, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
    /// One of its estates.
    pub default_estate_id: Option<EstateId>,
}

/// To whom an organization is handed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Transfer {
    /// A member.
    pub user_id: UserId,
}

/// What somebody types who means it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// What is to be ended, as it is called: an organization's slug, an estate's name.
    #[schema(max_length = 100)]
    pub confirmation: String,
}

/// What something is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}
