//! `organization.leave`

use crate::api::{self, EmptyReply};
use crate::identity::permission::LeaveOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use steward_macros::operation;

/// Leaves the organization. The last owner cannot leave.
#[operation(
    POST "/api/organizations/{organizationId}/leave",
    id = "organization.leave",
    tag = "organizations",
    answer = "The caller is no longer a member.",
)]
async fn leave_organization(scope: InOrganization<LeaveOrganization>) -> EmptyReply {
    members::leave(&scope).await?;
    api::no_content()
}
