//! `organization.get`

use crate::api::{self, Reply};
use crate::identity::permission::SeeOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;
use steward_macros::operation;

/// Returns an organization.
#[operation(GET "/api/organizations/{organizationId}", id = "organization.get", tag = "organizations")]
async fn get_organization(scope: InOrganization<SeeOrganization>) -> Reply<Organization> {
    api::ok(service::get(&scope.caller, &scope.organization_id).await?)
}
