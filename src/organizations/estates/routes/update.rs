//! `estate.update`

use crate::api::{self, Json, Reply};
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::{EstateSummary, EstateUpdate};
use crate::organizations::estates::update;
use steward_macros::operation;

/// Renames an estate, or changes its settings.
#[operation(PATCH "/api/estates/{estateId}", id = "estate.update", tag = "estates")]
async fn update_estate(scope: InEstate<UpdateEstates>, Json(body): Json<EstateUpdate>) -> Reply<EstateSummary> {
    api::ok(update::update(&scope, body).await?)
}
