//! `onboarding.completeStep`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InEstate;
use crate::organizations::onboarding::model::{CompleteOnboardingStep, Onboarding};
use crate::organizations::onboarding::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, complete_onboarding_step)
}

/// Confirms the organization's name, or ends an estate's onboarding. A repeated decision changes nothing.
#[utoipa::path(post, path = "/api/estates/{estateId}/onboarding", operation_id = "onboarding.completeStep", tag = "onboarding",
    params(("estateId" = EstateId, Path, description = "The estate.")), request_body = CompleteOnboardingStep,
    responses((status = 200, body = Onboarding), api::BodyErrors))]
#[worker::send]
pub async fn complete_onboarding_step(
    scope: InEstate<UpdateOrganization>,
    Json(body): Json<CompleteOnboardingStep>,
) -> Reply<Onboarding> {
    api::ok(service::decide(&scope, body.step).await?)
}
