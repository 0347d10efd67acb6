//! `estate.connectRepository`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::delivery::repositories::model::{ConnectRepositoryRequest, ConnectedRepository};
use crate::delivery::repositories::service;
use crate::edge::extract::Json;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, connect_repository)
}

/// Connects the estate to a repository, in place of what it was connected to, and builds the head of the branch.
#[utoipa::path(put, path = "/api/estates/{estateId}/repository", operation_id = "estate.connectRepository",
    tag = "estates", params(("estateId" = EstateId, Path, description = "The estate.")),
    request_body = ConnectRepositoryRequest,
    responses((status = 200, body = ConnectedRepository), api::BodyErrors, api::ProviderErrors))]
#[worker::send]
pub async fn connect_repository(
    scope: InEstate<ManageRepository>,
    Json(request): Json<ConnectRepositoryRequest>,
) -> Reply<ConnectedRepository> {
    api::ok(service::connect(&scope, request).await?)
}
