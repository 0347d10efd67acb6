//! `build.get`

use steward_kernel::id::{BuildId, EstateId};

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::{model::Build, service};
use crate::edge::extract::PathId;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_build)
}

/// One build.
#[utoipa::path(get, path = "/api/estates/{estateId}/builds/{buildId}", operation_id = "build.get", tag = "builds",
    params(("estateId" = EstateId, Path, description = "The estate."), ("buildId" = BuildId, Path, description = "The build.")),
    responses((status = 200, body = Build), api::ReadErrors))]
#[worker::send]
pub async fn get_build(scope: InEstate<SeeEstates>, PathId(build_id): PathId<BuildId>) -> Reply<Build> {
    api::ok(service::get(&scope.caller.edge, &scope.estate_id, &build_id).await?)
}
