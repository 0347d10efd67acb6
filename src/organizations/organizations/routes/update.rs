//! `organization.update`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::model::{Organization, OrganizationUpdate};
use crate::organizations::organizations::settings;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, update_organization)
}

/// Changes name, slug or default estate. A former slug stays reserved and leads to the organization.
#[utoipa::path(patch, path = "/api/organizations/{organizationId}", operation_id = "organization.update", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body = OrganizationUpdate, responses((status = 200, body = Organization), api::BodyErrors))]
#[worker::send]
pub async fn update_organization(
    scope: InOrganization<UpdateOrganization>,
    Json(change): Json<OrganizationUpdate>,
) -> Reply<Organization> {
    api::ok(settings::update(&scope, &change).await?)
}
