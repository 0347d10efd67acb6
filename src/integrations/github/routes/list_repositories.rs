//! `integrations.listAvailableGithubRepos`

use steward_kernel::from_json::FromJson;
use utoipa::IntoParams;

use crate::api::{self, Query, Reply};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{model::GitHubRepositoryPage, repositories};
use steward_macros::operation;

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct PageNumber {
    /// The page: `nextPage` of the previous one.
    #[param(minimum = 1, maximum = 1_000, default = 1)]
    #[serde(deserialize_with = "text")]
    page: Option<u32>,
}

/// Lists the repositories that the caller can connect the estate to: those that its installations of the App can read and
/// the caller's GitHub account may write to.
#[operation(
    GET "/api/estates/{estateId}/github/repositories",
    id = "integrations.listAvailableGithubRepos",
    tag = "github",
    more_errors(crate::api::AuthorizedProviderErrors),
)]
async fn list_repositories(
    scope: InEstate<ManageRepository>,
    Query(PageNumber { page }): Query<PageNumber>,
) -> Reply<GitHubRepositoryPage> {
    api::ok(repositories::list(&scope, page).await?)
}
