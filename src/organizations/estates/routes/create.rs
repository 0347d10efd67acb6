//! `estate.create`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::CreateEstates;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::model::EstateName;
use crate::organizations::estates::model::EstateSummary;
use crate::organizations::estates::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, create_estate)
}

/// Makes an estate.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/estates", operation_id = "estate.create", tag = "estates",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), request_body = EstateName,
    responses((status = 201, body = EstateSummary), api::BodyErrors))]
#[worker::send]
pub async fn create_estate(scope: InOrganization<CreateEstates>, Json(body): Json<EstateName>) -> Reply<EstateSummary> {
    api::created(service::create(&scope, &body.name).await?)
}
