//! `organization.removeLogo`

use crate::api::{self, RevisedReply};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::logo;
use crate::organizations::organizations::model::Organization;
use steward_macros::operation;

/// Removes the organization's logo.
#[operation(
    DELETE "/api/organizations/{organizationId}/logo",
    id = "organization.removeLogo",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
)]
async fn remove_logo(scope: InOrganization<UpdateOrganization>) -> RevisedReply<Organization> {
    api::revised(logo::remove(&scope).await?)
}
