//! `estate.getRepository`

use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::delivery::repositories::{model::Repository, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_repository)
}

/// The repository that the estate is connected to; 404 when it is connected to none.
#[utoipa::path(get, path = "/api/estates/{estateId}/repository", operation_id = "estate.getRepository", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 200, body = Repository), api::ReadErrors))]
#[worker::send]
pub async fn get_repository(scope: InEstate<SeeEstates>) -> Reply<Repository> {
    let source = service::active_source(&scope.caller.edge, &scope.estate_id).await?;
    api::ok(source.ok_or(Error::NotFound)?)
}
