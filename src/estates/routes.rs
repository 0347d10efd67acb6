//! Estates over HTTP.

use steward_kernel::id::{EstateId, OrganizationId};
use steward_kernel::page::{Page, PageQuery};

use super::model::{ActiveConfiguration, Estate, EstateSummary};
use super::service;
use crate::api::{self, Reply, Routes};
use crate::edge::extract::{Json, Query};
use crate::identity::may::{CreateEstates, SeeEstates};
use crate::identity::scope::{InEstate, InOrganization};
use crate::organizations::Named;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_estates);
    let routes = crate::operation!(routes, create_estate);
    let routes = crate::operation!(routes, get_estate);
    crate::operation!(routes, get_active_configuration)
}

/// The estates of an organization, oldest first.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/estates", operation_id = "estate.list", tag = "estates",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), PageQuery),
    responses((status = 200, body = Page<EstateSummary>), api::ListErrors))]
#[worker::send]
pub async fn list_estates(
    scope: InOrganization<SeeEstates>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<EstateSummary>> {
    api::ok(service::list(&scope, &page).await?)
}

/// Makes an estate.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/estates", operation_id = "estate.create", tag = "estates",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), request_body = Named,
    responses((status = 201, body = EstateSummary), api::BodyErrors))]
#[worker::send]
pub async fn create_estate(scope: InOrganization<CreateEstates>, Json(body): Json<Named>) -> Reply<EstateSummary> {
    api::created(service::create(&scope, &body.name).await?)
}

/// One estate, with its repository and its active build.
#[utoipa::path(get, path = "/api/estates/{estateId}", operation_id = "estate.get", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 200, body = Estate), api::ReadErrors))]
#[worker::send]
pub async fn get_estate(scope: InEstate<SeeEstates>) -> Reply<Estate> {
    api::ok(service::get(&scope).await?)
}

/// The configuration that the estate runs with.
#[utoipa::path(get, path = "/api/estates/{estateId}/configuration", operation_id = "estate.getConfiguration", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 200, body = ActiveConfiguration), api::ReadErrors))]
#[worker::send]
pub async fn get_active_configuration(scope: InEstate<SeeEstates>) -> Reply<ActiveConfiguration> {
    api::ok(service::configuration(&scope).await?)
}
