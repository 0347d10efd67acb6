//! `invitation.revoke`

use http::StatusCode;
use steward_kernel::id::{InvitationId, OrganizationId};

use crate::api::{self, Failure, Routes};
use crate::edge::extract::PathId;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, revoke_invitation)
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/invitations/{invitationId}", operation_id = "invitation.revoke", tag = "invitations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("invitationId" = InvitationId, Path, description = "The invitation.")), responses((status = 204, description = "It lets nobody in any more."), api::ChangeErrors))]
#[worker::send]
pub async fn revoke_invitation(
    scope: InOrganization<InviteMembers>,
    PathId(id): PathId<InvitationId>,
) -> Result<StatusCode, Failure> {
    service::revoke(&scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
