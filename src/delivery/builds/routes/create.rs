//! `build.create`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::model::{Build, BuildRequest};
use crate::delivery::builds::service;
use crate::edge::extract::Json;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, create_build)
}

/// Builds the head of a branch, or exactly one commit.
#[utoipa::path(post, path = "/api/estates/{estateId}/builds", operation_id = "build.create", tag = "builds",
    params(("estateId" = EstateId, Path, description = "The estate.")), request_body = BuildRequest,
    responses((status = 201, body = Build), api::BodyErrors, api::ProviderErrors))]
#[worker::send]
pub async fn create_build(scope: InEstate<ManageBuilds>, Json(request): Json<BuildRequest>) -> Reply<Build> {
    api::created(service::trigger(&scope, request).await?)
}
