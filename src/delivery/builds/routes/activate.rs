//! `build.activate`

use steward_kernel::id::{BuildId, EstateId};

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::{model::Build, service};
use crate::edge::extract::PathId;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, activate_build)
}

/// Makes a complete build's configuration the estate's: a rollback when it is an earlier one.
#[utoipa::path(post, path = "/api/estates/{estateId}/builds/{buildId}/activate", operation_id = "build.activate", tag = "builds",
    params(("estateId" = EstateId, Path, description = "The estate."), ("buildId" = BuildId, Path, description = "The build.")),
    responses((status = 200, body = Build), api::ChangeErrors))]
#[worker::send]
pub async fn activate_build(scope: InEstate<ManageBuilds>, PathId(build_id): PathId<BuildId>) -> Reply<Build> {
    api::ok(service::activate(&scope, &build_id).await?)
}
