//! `integrations.startGithubAppInstallFlow`

use crate::api::{self, Reply};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{installation, model::Installation};
use steward_macros::operation;

/// Starts the installation of the GitHub App, or a change of its repositories, and returns the URL to open. The user
/// must complete it within ten minutes.
#[operation(POST "/api/estates/{estateId}/github/installation", id = "integrations.startGithubAppInstallFlow", tag = "github")]
async fn start_installation(scope: InEstate<ManageRepository>) -> Reply<Installation> {
    api::ok(installation::start(&scope).await?)
}
