//! `estate.disconnectRepository`

use http::StatusCode;
use steward_kernel::id::EstateId;

use crate::api::{self, Failure, Routes};
use crate::delivery::repositories::service;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, disconnect_repository)
}

/// Ends the connection: pushes are no longer built. The builds so far and the active configuration stay.
#[utoipa::path(delete, path = "/api/estates/{estateId}/repository", operation_id = "estate.disconnectRepository",
    tag = "estates", params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 204, description = "Disconnected."), api::ChangeErrors))]
#[worker::send]
pub async fn disconnect_repository(scope: InEstate<ManageRepository>) -> Result<StatusCode, Failure> {
    service::disconnect(&scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
