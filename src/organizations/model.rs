//! Organizations and members as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::edge::database::flag;

/// An organization that the caller belongs to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// The caller's role in it.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
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
}

/// An estate in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateReference {
    /// Its id.
    pub id: EstateId,
    /// What it is called.
    pub name: String,
}

/// Somebody who belongs to an organization.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// As they want to be called.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// Address of a picture.
    pub image: Option<String>,
    /// As what.
    pub role: Role,
    /// Whether it is a program.
    #[serde(deserialize_with = "flag")]
    pub is_bot: bool,
    /// Since when.
    pub created_at: Timestamp,
}

/// What something is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}
