//! Estates as the API returns them.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;
use utoipa::openapi::schema::{OneOfBuilder, Type};
use utoipa::openapi::{Object, Ref, Schema};

/// An estate in a list.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct EstateSummary {
    pub id: EstateId,
    pub name: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The organization that an estate belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateOrganization {
    pub id: OrganizationId,
    pub name: String,
}

/// An estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Estate {
    #[serde(flatten)]
    pub summary: EstateSummary,
    pub organization: EstateOrganization,
    /// The caller's role in the organization.
    pub role: Role,
    // as SQLite writes it: the repository's type belongs to a higher domain
    #[schema(schema_with = repository_schema, required = false)]
    pub repository: Option<Box<RawValue>>,
    /// The build whose configuration is active.
    pub active_build_id: Option<BuildId>,
}

/// The schema of a connected repository, which the operations of repositories declare.
fn repository_schema() -> Schema {
    OneOfBuilder::new().item(Ref::from_schema_name("Repository")).item(Object::with_type(Type::Null)).into()
}

/// Creates or renames an estate.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstateName {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// Confirms a deletion.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The slug of the organization, or the name of the estate, to delete.
    #[schema(max_length = 100)]
    pub confirmation: String,
}
