//! `integrations.startGithubAuthorization`

use crate::api::{self, Reply};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{installation, model::GitHubAuthorization};
use steward_macros::operation;

/// Starts the authorization of the GitHub App by the user, and returns the URL to open. The user must complete it within
/// ten minutes, and can then list and connect the repositories that their GitHub account may write to.
#[operation(POST "/api/estates/{estateId}/github/authorization", id = "integrations.startGithubAuthorization", tag = "github")]
async fn start_authorization(scope: InEstate<ManageRepository>) -> Reply<GitHubAuthorization> {
    api::ok(installation::start_authorization(&scope).await?)
}
