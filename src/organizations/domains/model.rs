//! Domains as the API returns them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{DomainId, OrganizationId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// The role that users of a domain join with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DomainRole {
    Member,
    Viewer,
}

impl From<DomainRole> for Role {
    fn from(role: DomainRole) -> Self {
        match role {
            DomainRole::Member => Self::Member,
            DomainRole::Viewer => Self::Viewer,
        }
    }
}

/// A TXT record.
#[derive(Debug, Serialize, ToSchema)]
pub struct DomainRecord {
    /// `_steward.` and the domain.
    pub name: String,
    /// `steward-verification=` and 32 characters.
    pub value: String,
}

/// A domain of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    pub id: DomainId,
    /// In lower case.
    pub domain: String,
    /// The record that verifies the domain.
    pub record: DomainRecord,
    pub verified_at: Option<Timestamp>,
    /// Whether users with an address at the domain can join without an invitation.
    pub auto_join: bool,
    /// The role that they join with.
    pub role: DomainRole,
}

/// All domains of an organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct Domains {
    /// Ordered by name.
    pub items: Vec<Domain>,
}

/// Adds a domain.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDomain {
    /// A name like `example.com`.
    #[schema(example = "example.com", min_length = 3, max_length = 253)]
    pub domain: String,
}

/// Updates a domain. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct DomainUpdate {
    /// Whether users with an address at the domain can join without an invitation.
    pub auto_join: Option<bool>,
    /// The role that they join with.
    pub role: Option<DomainRole>,
}

/// An organization that the caller can join.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Suggestion {
    pub organization_id: OrganizationId,
    pub name: String,
    /// The path of its logo.
    pub logo: Option<String>,
    /// Whether the caller has to ask, and an owner or admin decides.
    #[serde(deserialize_with = "flag")]
    pub needs_request: bool,
}

/// The organizations that the caller can join.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestions {
    /// At most ten.
    pub items: Vec<Suggestion>,
}
