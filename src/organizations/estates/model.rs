//! Estates as the API returns them.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::openapi::schema::{OneOfBuilder, Type};
use utoipa::openapi::{Object, Ref, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::api::Revised;

/// An estate in a list.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct EstateSummary {
    pub id: EstateId,
    pub name: String,
    /// Whether a push cancels unfinished builds of earlier pushes to its branch.
    #[serde(deserialize_with = "flag")]
    pub cancel_superseded_builds: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for EstateSummary {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// Filters a list of estates.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EstateFilter {
    /// Part of the name.
    #[param(max_length = 100)]
    pub q: Option<String>,
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
    /// The caller's role on the estate: that in the organization, or a higher one that they or a team have on it.
    pub role: Role,
    /// The permissions that a custom role limits the role to; null without one.
    pub permissions: Option<Vec<&'static str>>,
    // as SQLite writes it: the repository's type belongs to a higher domain
    #[schema(schema_with = repository_schema, required = false)]
    pub repository: Option<Box<RawValue>>,
    /// The build whose configuration is active.
    pub active_build_id: Option<BuildId>,
    // as SQLite writes it
    /// Set while a rollback pauses automatic activation.
    #[schema(value_type = Option<Rollback>)]
    pub rollback: Option<Box<RawValue>>,
}

impl Revised for Estate {
    fn revision(&self) -> Option<i64> {
        self.summary.revision()
    }
}

/// A rollback. No newer build becomes active until someone resumes automatic activation.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct Rollback {
    /// The active build.
    build_id: BuildId,
    number: i64,
    /// The build that was active before; null when it was deleted.
    from: Option<RolledBackBuild>,
    /// Who rolled back; null when the user was deleted.
    user: Option<RollbackUser>,
    reason: Option<String>,
    at: Timestamp,
}

/// A build by its number.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct RolledBackBuild {
    build_id: BuildId,
    number: i64,
}

/// Who rolled back.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct RollbackUser {
    id: UserId,
    name: String,
}

/// The schema of a connected repository, which the operations of repositories declare.
fn repository_schema() -> Schema {
    OneOfBuilder::new().item(Ref::from_schema_name("Repository")).item(Object::with_type(Type::Null)).into()
}

/// Creates an estate.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstateName {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// Updates an estate. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EstateUpdate {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Whether a push cancels unfinished builds of earlier pushes to its branch.
    pub cancel_superseded_builds: Option<bool>,
}

/// Confirms a deletion.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The slug of the organization, or the name of the estate, to delete.
    #[schema(max_length = 100)]
    pub confirmation: String,
}
