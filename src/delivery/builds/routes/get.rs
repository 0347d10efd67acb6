//! `estate.getBuild`

use steward_kernel::id::BuildId;

use crate::api::{self, PathId, Reply};
use crate::delivery::builds::{model::Build, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Returns a build.
#[operation(GET "/api/estates/{estateId}/builds/{buildId}", id = "estate.getBuild", tag = "builds")]
async fn get_build(scope: InEstate<SeeEstates>, PathId(build_id): PathId<BuildId>) -> Reply<Build> {
    api::ok(service::get(&scope.caller.edge, &scope.estate_id, &build_id).await?)
}
