//! `organization.removeMember`

use http::StatusCode;
use steward_kernel::id::{OrganizationId, UserId};

use crate::api::{self, Failure, Routes};
use crate::edge::extract::PathId;
use crate::identity::permission::RemoveMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, remove_member)
}

/// Ends a membership.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/members/{userId}", operation_id = "organization.removeMember", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("userId" = UserId, Path, description = "Who.")), responses((status = 204, description = "No longer a member."), api::ChangeErrors))]
#[worker::send]
pub async fn remove_member(
    scope: InOrganization<RemoveMembers>,
    PathId(user_id): PathId<UserId>,
) -> Result<StatusCode, Failure> {
    members::remove(&scope, &user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
