//! `estate.rollbackToBuild`

use steward_kernel::id::BuildId;

use crate::api::{self, PathId, Reply};
use crate::delivery::builds::{model::Build, service};
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Activates the configuration of a complete build. With an earlier build, this is a rollback.
#[operation(POST "/api/estates/{estateId}/builds/{buildId}/activate", id = "estate.rollbackToBuild", tag = "builds")]
async fn activate_build(scope: InEstate<ManageBuilds>, PathId(build_id): PathId<BuildId>) -> Reply<Build> {
    api::ok(service::activate(&scope, &build_id).await?)
}
