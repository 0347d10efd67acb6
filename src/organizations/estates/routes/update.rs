//! `estate.update`

use crate::api::{self, Json, Reply};
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::EstateName;
use crate::organizations::estates::model::EstateSummary;
use crate::organizations::estates::update;
use steward_macros::operation;

/// Renames an estate.
#[operation(PATCH "/api/estates/{estateId}", id = "estate.update", tag = "estates")]
async fn update_estate(scope: InEstate<UpdateEstates>, Json(body): Json<EstateName>) -> Reply<EstateSummary> {
    api::ok(update::rename(&scope, &body.name).await?)
}
