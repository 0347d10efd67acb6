//! `estate.get`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::Estate;
use crate::organizations::estates::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_estate)
}

/// One estate, with its repository and its active build.
#[utoipa::path(get, path = "/api/estates/{estateId}", operation_id = "estate.get", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")), responses((status = 200, body = Estate), api::ReadErrors))]
#[worker::send]
pub async fn get_estate(scope: InEstate<SeeEstates>) -> Reply<Estate> {
    api::ok(service::get(&scope).await?)
}
