//! `estate.getConfiguration`

use crate::api::{self, Reply};
use crate::delivery::builds::{model::ActiveConfiguration, service};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Returns the active configuration of an estate.
#[operation(GET "/api/estates/{estateId}/configuration", id = "estate.getConfiguration", tag = "estates")]
async fn get_active_configuration(scope: InEstate<SeeEstates>) -> Reply<ActiveConfiguration> {
    api::ok(service::active_configuration(&scope).await?)
}
