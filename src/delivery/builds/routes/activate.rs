//! `estate.rollbackToBuild`

use steward_kernel::id::BuildId;

use crate::api::{self, Json, PathId, Reply};
use crate::delivery::builds::activation;
use crate::delivery::builds::model::{Activation, Build};
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Activates the configuration of a complete build. With an earlier build, this is a rollback: later builds do not become
/// active until automatic activation is resumed.
#[operation(POST "/api/estates/{estateId}/builds/{buildId}/activate", id = "estate.rollbackToBuild", tag = "builds")]
async fn activate_build(
    scope: InEstate<ManageBuilds>,
    PathId(build_id): PathId<BuildId>,
    body: Option<Json<Activation>>,
) -> Reply<Build> {
    let reason = body.and_then(|Json(activation)| activation.reason);
    api::ok(activation::activate(&scope, &build_id, reason).await?)
}
