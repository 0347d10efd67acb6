//! `github.listBranches`

use axum::extract::FromRequestParts;
use http::request::Parts;
use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::path_parameter;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::model::{BranchList, RepositoryId};
use crate::integrations::github::repositories;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_branches)
}

impl FromRequestParts<()> for RepositoryId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "repositoryId").await?;
        Self::parse(&text).ok_or(Failure(Error::NotFound))
    }
}

/// The branches of a repository that the estate is, or could be, connected to.
#[utoipa::path(get, path = "/api/estates/{estateId}/github/repositories/{repositoryId}/branches",
    operation_id = "github.listBranches", tag = "github",
    params(("estateId" = EstateId, Path, description = "The estate."),
        ("repositoryId" = RepositoryId, Path, description = "GitHub's number of the repository.")),
    responses((status = 200, body = BranchList), api::ReadErrors, api::ProviderErrors))]
#[worker::send]
pub async fn list_branches(scope: InEstate<ManageRepository>, repository_id: RepositoryId) -> Reply<BranchList> {
    api::ok(repositories::list_branches(&scope, repository_id).await?)
}
