//! `organization.join`

use steward_kernel::id::OrganizationId;

use crate::api::{self, PathId, Reply};
use crate::identity::scope::UserOnly;
use crate::organizations::domains::joining;
use crate::organizations::organizations::Organization;
use steward_macros::operation;

/// Joins an organization by the domain of the caller's verified email address.
#[operation(POST "/api/organizations/{organizationId}/join", id = "organization.join", tag = "domains")]
async fn join_organization(scope: UserOnly, PathId(id): PathId<OrganizationId>) -> Reply<Organization> {
    api::ok(joining::join(&scope, &id).await?)
}
