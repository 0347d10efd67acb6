//! `organization.leave`

use crate::api::{self, EmptyReply};
use crate::identity::permission::LeaveOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use steward_macros::operation;

/// Ends the caller's own membership; the last owner stays.
#[operation(
    POST "/api/organizations/{organizationId}/leave",
    id = "organization.leave",
    tag = "organizations",
    answer = "No longer a member.",
)]
async fn leave_organization(scope: InOrganization<LeaveOrganization>) -> EmptyReply {
    members::leave(&scope).await?;
    api::no_content()
}
