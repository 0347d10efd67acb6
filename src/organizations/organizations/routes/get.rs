//! `organization.get`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::SeeOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_organization)
}

/// One organization.
#[utoipa::path(get, path = "/api/organizations/{organizationId}", operation_id = "organization.get", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), responses((status = 200, body = Organization), api::ReadErrors))]
#[worker::send]
pub async fn get_organization(scope: InOrganization<SeeOrganization>) -> Reply<Organization> {
    api::ok(service::get(&scope.caller, &scope.organization_id).await?)
}
