//! `onboarding.get`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use crate::organizations::onboarding::model::Onboarding;
use crate::organizations::onboarding::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_onboarding)
}

/// How far an estate's onboarding is.
#[utoipa::path(get, path = "/api/estates/{estateId}/onboarding", operation_id = "onboarding.get", tag = "onboarding",
    params(("estateId" = EstateId, Path, description = "The estate.")), responses((status = 200, body = Onboarding), api::ReadErrors))]
#[worker::send]
pub async fn get_onboarding(scope: InEstate<SeeEstates>) -> Reply<Onboarding> {
    api::ok(service::get(&scope).await?)
}
