//! `build.list`

use serde::Deserialize;
use steward_kernel::build::BuildStatus;
use steward_kernel::id::EstateId;
use steward_kernel::page::{Page, PageQuery};
use utoipa::IntoParams;

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::{model::Build, service};
use crate::edge::extract::Query;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_builds)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only builds of this status.
    status: Option<BuildStatus>,
}

/// The builds of an estate, newest first.
#[utoipa::path(get, path = "/api/estates/{estateId}/builds", operation_id = "build.list", tag = "builds",
    params(("estateId" = EstateId, Path, description = "The estate."), Filter, PageQuery),
    responses((status = 200, body = Page<Build>), api::ListErrors))]
#[worker::send]
pub async fn list_builds(
    scope: InEstate<SeeEstates>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Build>> {
    api::ok(service::list(&scope.caller.edge, &scope.estate_id, filter.status, &page).await?)
}
