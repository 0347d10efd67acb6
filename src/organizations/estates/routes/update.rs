//! `estate.update`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::EstateName;
use crate::organizations::estates::model::EstateSummary;
use crate::organizations::estates::update;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, update_estate)
}

/// Gives an estate another name.
#[utoipa::path(patch, path = "/api/estates/{estateId}", operation_id = "estate.update", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")), request_body = EstateName,
    responses((status = 200, body = EstateSummary), api::BodyErrors))]
#[worker::send]
pub async fn update_estate(scope: InEstate<UpdateEstates>, Json(body): Json<EstateName>) -> Reply<EstateSummary> {
    api::ok(update::rename(&scope, &body.name).await?)
}
