//! `estate.completeUserOnboardingStep`

use crate::api::{self, Json, Reply};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InEstate;
use crate::organizations::onboarding::model::{CompleteOnboardingStep, Onboarding};
use crate::organizations::onboarding::service;
use steward_macros::operation;

/// Confirms the organization's name, or completes an estate's onboarding. Repeating a step has no effect.
#[operation(POST "/api/estates/{estateId}/onboarding", id = "estate.completeUserOnboardingStep", tag = "onboarding")]
async fn complete_onboarding_step(
    scope: InEstate<UpdateOrganization>,
    Json(body): Json<CompleteOnboardingStep>,
) -> Reply<Onboarding> {
    api::ok(service::decide(&scope, body.step).await?)
}
