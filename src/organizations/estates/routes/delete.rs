//! `estate.delete`

use http::StatusCode;
use steward_kernel::id::EstateId;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::DeleteEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::Confirmation;
use crate::organizations::estates::delete;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, delete_estate)
}

/// Ends an estate with all that is in it; its name is typed to confirm it. The default estate stays.
#[utoipa::path(post, path = "/api/estates/{estateId}/deletion", operation_id = "estate.delete", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")), request_body = Confirmation,
    responses((status = 204, description = "It is gone."), api::BodyErrors))]
#[worker::send]
pub async fn delete_estate(
    scope: InEstate<DeleteEstates>,
    Json(body): Json<Confirmation>,
) -> Result<StatusCode, Failure> {
    delete::delete(&scope, &body.confirmation).await?;
    Ok(StatusCode::NO_CONTENT)
}
