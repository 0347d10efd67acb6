//! `organization.requireSecondFactor`

use crate::api::{self, Json, RevisedReply};
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::organizations::model::{Organization, SecondFactorRequirement};
use crate::organizations::organizations::second_factor;
use steward_macros::operation;

/// Requires a second factor of all members, after some days of grace, or requires it no longer. Who requires it must have
/// one. Afterwards members without one get `SECOND_FACTOR_REQUIRED` everywhere in the organization.
#[operation(
    PUT "/api/organizations/{organizationId}/second-factor",
    id = "organization.requireSecondFactor",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
)]
async fn require_second_factor(
    scope: StepUp<InOrganization<ManageSecurity>>,
    Json(body): Json<SecondFactorRequirement>,
) -> RevisedReply<Organization> {
    api::revised(second_factor::require(&scope, &body).await?)
}
