//! `integrations.listGithubBranches`

use steward_kernel::error::Error;

use crate::api::{self, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::model::{BranchList, RepositoryId};
use crate::integrations::github::repositories;
use steward_macros::operation;

impl Argument for RepositoryId {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Self::parse(input.parameter("repositoryId")?).ok_or(Error::NotFound)
    }
}

/// Lists the branches of a repository that the estate is or can be connected to, and the caller's GitHub account may
/// write to.
#[operation(
    GET "/api/estates/{estateId}/github/repositories/{repositoryId}/branches",
    id = "integrations.listGithubBranches",
    tag = "github",
    params(("repositoryId" = RepositoryId, Path, description = "GitHub's id of the repository.")),
    more_errors(crate::api::AuthorizedProviderErrors),
)]
async fn list_branches(scope: InEstate<ManageRepository>, repository_id: RepositoryId) -> Reply<BranchList> {
    api::ok(repositories::list_branches(&scope, repository_id).await?)
}
