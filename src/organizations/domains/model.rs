//! Domains as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{DomainId, OrganizationId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// As what people of a domain join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DomainRole {
    /// They work in every estate.
    Member,
    /// They read everything and change nothing.
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
    /// Where it is to be set: `_steward.` and the domain.
    pub name: String,
    /// What it has to say: `steward-verification=` and 32 characters.
    pub value: String,
}

/// A domain of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Its name, lower case.
    pub domain: String,
    /// The record that proves it.
    pub record: DomainRecord,
    /// Since when it is proven.
    pub verified_at: Option<Timestamp>,
    /// Whether its people may join by themselves.
    pub auto_join: bool,
    /// As what.
    pub role: DomainRole,
}

/// All domains of an organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct Domains {
    /// By name.
    pub items: Vec<Domain>,
}

/// Which domain is to be proven.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDomain {
    /// A name like `example.com`.
    #[schema(min_length = 3, max_length = 253)]
    pub domain: String,
}

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct DomainChange {
    /// Whether its people may join by themselves.
    pub auto_join: Option<bool>,
    /// As what.
    pub role: Option<DomainRole>,
}

/// An organization that the caller may join.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Suggestion {
    /// Its id.
    pub organization_id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// Address of its logo.
    pub logo: Option<String>,
}

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestions {
    /// At most ten.
    pub items: Vec<Suggestion>,
}
