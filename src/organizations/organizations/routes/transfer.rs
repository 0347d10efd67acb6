//! `organization.transfer`

use crate::api::{self, Json, Reply};
use crate::identity::permission::TransferOrganization;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::members;
use crate::organizations::organizations::model::{Organization, Transfer};
use crate::organizations::organizations::service;
use steward_macros::operation;

/// Transfers the organization to a member. The member becomes owner and the caller becomes admin.
#[operation(POST "/api/organizations/{organizationId}/transfer", id = "organization.transfer", tag = "organizations")]
async fn transfer_organization(
    scope: StepUp<InOrganization<TransferOrganization>>,
    Json(body): Json<Transfer>,
) -> Reply<Organization> {
    members::transfer(&scope, &body.user_id).await?;
    api::ok(service::get(&scope.caller, &scope.organization_id).await?)
}
