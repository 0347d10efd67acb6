//! `integrations.setGithubRepoForEstate`

use crate::api::{self, Json, Reply};
use crate::delivery::repositories::model::{ConnectRepositoryRequest, ConnectedRepository};
use crate::delivery::repositories::service;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Connects an estate to a repository, replacing an earlier connection, and builds the latest commit of the branch.
#[operation(
    PUT "/api/estates/{estateId}/repository",
    id = "integrations.setGithubRepoForEstate",
    tag = "estates",
    more_errors(crate::api::ProviderErrors),
)]
async fn connect_repository(
    scope: InEstate<ManageRepository>,
    Json(request): Json<ConnectRepositoryRequest>,
) -> Reply<ConnectedRepository> {
    api::ok(service::connect(&scope, request).await?)
}
