//! `estate.list`

use steward_kernel::id::OrganizationId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::model::EstateSummary;
use crate::organizations::estates::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_estates)
}

/// The estates of an organization, oldest first; for a guest those that were granted.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/estates", operation_id = "estate.list", tag = "estates",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), PageQuery), responses((status = 200, body = Page<EstateSummary>), api::ListErrors))]
#[worker::send]
pub async fn list_estates(
    scope: InOrganization<SeeEstates>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<EstateSummary>> {
    api::ok(service::list(&scope, &page).await?)
}
