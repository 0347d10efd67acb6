//! `organization.get`

use crate::api::{self, RevisedReply};
use crate::identity::permission::SeeOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;
use steward_macros::operation;

/// Returns an organization.
#[operation(
    GET "/api/organizations/{organizationId}",
    id = "organization.get",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
)]
async fn get_organization(scope: InOrganization<SeeOrganization>) -> RevisedReply<Organization> {
    api::revised(service::get(&scope.caller, &scope.organization_id).await?)
}
