//! `organization.update`

use crate::api::{self, Json, RevisedReply};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::model::{Organization, OrganizationUpdate};
use crate::organizations::organizations::settings;
use steward_macros::operation;

/// Updates the name, slug or default estate. A former slug stays reserved and leads to the organization.
#[operation(
    PATCH "/api/organizations/{organizationId}",
    id = "organization.update",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
)]
async fn update_organization(
    scope: InOrganization<UpdateOrganization>,
    Json(change): Json<OrganizationUpdate>,
) -> RevisedReply<Organization> {
    api::revised(settings::update(&scope, &change).await?)
}
