//! `estate.get`

use crate::api::{self, Reply};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::Estate;
use crate::organizations::estates::service;
use steward_macros::operation;

/// Returns an estate with its repository and its active build.
#[operation(GET "/api/estates/{estateId}", id = "estate.get", tag = "estates")]
async fn get_estate(scope: InEstate<SeeEstates>) -> Reply<Estate> {
    api::ok(service::get(&scope).await?)
}
