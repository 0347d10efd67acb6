//! `organization.restore`

use steward_kernel::id::OrganizationId;

use crate::api::{self, PathId, Reply};
use crate::identity::scope::{StepUp, UserOnly};
use crate::organizations::organizations::deletion;
use crate::organizations::organizations::model::Organization;
use steward_macros::operation;

/// Restores an organization that the caller owned, in the 14 days after its deletion: with its members, API keys, estates
/// and builds. Builds that the deletion cancelled stay cancelled.
#[operation(
    POST "/api/deleted-organizations/{organizationId}/restore",
    id = "organization.restore",
    tag = "organizations",
)]
async fn restore_organization(scope: StepUp<UserOnly>, PathId(id): PathId<OrganizationId>) -> Reply<Organization> {
    api::ok(deletion::restore(&scope, &id).await?)
}
