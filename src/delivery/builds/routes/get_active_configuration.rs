//! `estate.getConfiguration`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::delivery::builds::{model::ActiveConfiguration, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_active_configuration)
}

/// The configuration that the estate runs with.
#[utoipa::path(get, path = "/api/estates/{estateId}/configuration", operation_id = "estate.getConfiguration", tag = "estates",
    params(("estateId" = EstateId, Path, description = "The estate.")), responses((status = 200, body = ActiveConfiguration), api::ReadErrors))]
#[worker::send]
pub async fn get_active_configuration(scope: InEstate<SeeEstates>) -> Reply<ActiveConfiguration> {
    api::ok(service::active_configuration(&scope).await?)
}
