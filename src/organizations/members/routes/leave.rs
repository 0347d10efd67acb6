//! `organization.leave`

use http::StatusCode;
use steward_kernel::id::OrganizationId;

use crate::api::{self, Failure, Routes};
use crate::identity::permission::LeaveOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, leave_organization)
}

/// Ends the caller's own membership; the last owner stays.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/leave", operation_id = "organization.leave", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), responses((status = 204, description = "No longer a member."), api::ChangeErrors))]
#[worker::send]
pub async fn leave_organization(scope: InOrganization<LeaveOrganization>) -> Result<StatusCode, Failure> {
    members::leave(&scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
