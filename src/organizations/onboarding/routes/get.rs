//! `estate.getOnboardingStatus`

use crate::api::{self, Reply};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use crate::organizations::onboarding::model::Onboarding;
use crate::organizations::onboarding::service;
use steward_macros::operation;

/// Returns the onboarding status of an estate.
#[operation(GET "/api/estates/{estateId}/onboarding", id = "estate.getOnboardingStatus", tag = "onboarding")]
async fn get_onboarding(scope: InEstate<SeeEstates>) -> Reply<Onboarding> {
    api::ok(service::get(&scope).await?)
}
