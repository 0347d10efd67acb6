//! `estate.update`

use crate::api::{self, Json, RevisedReply};
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::{EstateSummary, EstateUpdate};
use crate::organizations::estates::update;
use steward_macros::operation;

/// Renames an estate, or changes its settings.
#[operation(
    PATCH "/api/estates/{estateId}",
    id = "estate.update",
    tag = "estates",
    revision(crate::organizations::estates::REVISION),
)]
async fn update_estate(scope: InEstate<UpdateEstates>, Json(body): Json<EstateUpdate>) -> RevisedReply<EstateSummary> {
    api::revised(update::update(&scope, body).await?)
}
