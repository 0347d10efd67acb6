//! `organization.requireSecondFactor`

use crate::api::{self, Json, Reply};
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
)]
async fn require_second_factor(
    scope: StepUp<InOrganization<ManageSecurity>>,
    Json(body): Json<SecondFactorRequirement>,
) -> Reply<Organization> {
    api::ok(second_factor::require(&scope, &body).await?)
}
