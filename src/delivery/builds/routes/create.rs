//! `estate.triggerRebuild`

use crate::api::{self, CreatedReply, Json};
use crate::delivery::builds::model::{Build, BuildRequest};
use crate::delivery::builds::service;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Builds the latest commit of a branch, or a given commit.
#[operation(
    POST "/api/estates/{estateId}/builds",
    id = "estate.triggerRebuild",
    tag = "builds",
    more_errors(crate::api::ProviderErrors),
)]
async fn create_build(scope: InEstate<ManageBuilds>, Json(request): Json<BuildRequest>) -> CreatedReply<Build> {
    api::created(service::trigger(&scope, request).await?)
}
