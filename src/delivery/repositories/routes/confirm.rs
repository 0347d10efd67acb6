//! `integrations.confirmGithubRepo`

use crate::api::{self, Reply};
use crate::delivery::repositories::model::ConnectedRepository;
use crate::delivery::repositories::service;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Confirms an estate's connection to its repository with the caller's rights at GitHub, after those of the person who connected
/// it have ended. The latest commit of the branch is then built.
#[operation(
    POST "/api/estates/{estateId}/repository/confirm",
    id = "integrations.confirmGithubRepo",
    tag = "estates",
    more_errors(crate::api::ProviderErrors),
)]
async fn confirm_repository(scope: InEstate<ManageRepository>) -> Reply<ConnectedRepository> {
    api::ok(service::confirm(&scope).await?)
}
