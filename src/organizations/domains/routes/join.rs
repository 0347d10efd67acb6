//! `organization.join`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::PathId;
use crate::identity::scope::SignedIn;
use crate::organizations::domains::joining;
use crate::organizations::organizations::Organization;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, join_organization)
}

/// Joins an organization by the domain of one's proven address.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/join", operation_id = "organization.join", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), responses((status = 200, body = Organization), api::ChangeErrors))]
#[worker::send]
pub async fn join_organization(scope: SignedIn, PathId(id): PathId<OrganizationId>) -> Reply<Organization> {
    api::ok(joining::join(&scope, &id).await?)
}
