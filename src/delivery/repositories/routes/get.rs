//! `integrations.getGithubRepoForEstate`

use steward_kernel::error::Error;

use crate::api::{self, Reply};
use crate::delivery::repositories::{model::Repository, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Returns the repository that an estate is connected to, or 404 when it is not connected.
#[operation(GET "/api/estates/{estateId}/repository", id = "integrations.getGithubRepoForEstate", tag = "estates")]
async fn get_repository(scope: InEstate<SeeEstates>) -> Reply<Repository> {
    let source = service::active_source(&scope.caller.edge, &scope.estate_id).await?;
    api::ok(source.ok_or(Error::NotFound)?)
}
