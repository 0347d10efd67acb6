//! `github.listRepositories`

use serde::Deserialize;
use steward_kernel::id::EstateId;
use utoipa::IntoParams;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{model::GitHubRepositoryPage, repositories};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_repositories)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PageNumber {
    /// The page: `nextPage` of the one before.
    #[param(minimum = 1, maximum = 1_000, default = 1)]
    page: Option<u32>,
}

/// The repositories that the estate could be connected to: all that its installations of the App may read.
#[utoipa::path(get, path = "/api/estates/{estateId}/github/repositories", operation_id = "github.listRepositories",
    tag = "github", params(("estateId" = EstateId, Path, description = "The estate."), PageNumber),
    responses((status = 200, body = GitHubRepositoryPage), api::ListErrors, api::ProviderErrors))]
#[worker::send]
pub async fn list_repositories(
    scope: InEstate<ManageRepository>,
    Query(PageNumber { page }): Query<PageNumber>,
) -> Reply<GitHubRepositoryPage> {
    api::ok(repositories::list(&scope, page).await?)
}
