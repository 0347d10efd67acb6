//! `estate.getBuilds`

use steward_kernel::build::BuildStatus;
use steward_kernel::from_json::FromJson;
use steward_kernel::page::PageQuery;
use utoipa::IntoParams;

use crate::api::{self, PageReply, Query};
use crate::delivery::builds::{model::Build, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::EstateRead;
use steward_macros::operation;

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only builds of this status.
    status: Option<BuildStatus>,
}

/// Lists the builds of an estate, newest first.
#[operation(GET "/api/estates/{estateId}/builds", id = "estate.getBuilds", tag = "builds")]
async fn list_builds(
    request: EstateRead<SeeEstates>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> PageReply<Build> {
    api::page(request.page(service::list(filter.status, &page)).await?)
}
