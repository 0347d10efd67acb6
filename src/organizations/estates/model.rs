//! Estates as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{BuildId, EstateId, OrganizationId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::delivery::repositories::Repository;

/// An estate in a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct EstateSummary {
    /// Its id.
    pub id: EstateId,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The organization that an estate belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstateOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
}

/// An estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Estate {
    /// Itself.
    #[serde(flatten)]
    pub summary: EstateSummary,
    /// Where it belongs.
    pub organization: EstateOrganization,
    /// The caller's role there.
    pub role: Role,
    /// What it is connected to.
    pub repository: Option<Repository>,
    /// Which build's configuration is its own.
    pub active_build_id: Option<BuildId>,
}
