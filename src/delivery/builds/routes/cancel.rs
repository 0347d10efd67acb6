//! `estate.cancelBuild`

use steward_kernel::id::BuildId;

use crate::api::{self, AcceptedReply, PathId};
use crate::delivery::builds::{model::Build, service};
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Cancels a queued or running build. A running build ends shortly afterwards.
#[operation(
    POST "/api/estates/{estateId}/builds/{buildId}/cancel",
    id = "estate.cancelBuild",
    tag = "builds",
    answer = "The build at the time of the request.",
)]
async fn cancel_build(scope: InEstate<ManageBuilds>, PathId(build_id): PathId<BuildId>) -> AcceptedReply<Build> {
    api::accepted(service::cancel(&scope, &build_id).await?)
}
