//! `estate.get`

use crate::api::{self, RevisedReply};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::model::Estate;
use crate::organizations::estates::service;
use steward_macros::operation;

/// Returns an estate with its repository and its active build.
#[operation(
    GET "/api/estates/{estateId}",
    id = "estate.get",
    tag = "estates",
    revision(crate::organizations::estates::REVISION),
)]
async fn get_estate(scope: InEstate<SeeEstates>) -> RevisedReply<Estate> {
    api::revised(service::get(&scope).await?)
}
