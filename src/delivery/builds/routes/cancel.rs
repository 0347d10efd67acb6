//! `build.cancel`

use steward_kernel::id::{BuildId, EstateId};

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::{model::Build, service};
use crate::edge::extract::PathId;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, cancel_build)
}

/// Asks for the end of a build that is waiting or running; it ends a moment later.
#[utoipa::path(post, path = "/api/estates/{estateId}/builds/{buildId}/cancel", operation_id = "build.cancel", tag = "builds",
    params(("estateId" = EstateId, Path, description = "The estate."), ("buildId" = BuildId, Path, description = "The build.")),
    responses((status = 202, body = Build, description = "As it stood when it was asked."), api::ChangeErrors))]
#[worker::send]
pub async fn cancel_build(scope: InEstate<ManageBuilds>, PathId(build_id): PathId<BuildId>) -> Reply<Build> {
    api::accepted(service::cancel(&scope, &build_id).await?)
}
