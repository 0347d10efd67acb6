//! `invitation.resend`

use steward_kernel::id::{InvitationId, OrganizationId};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::PathId;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::Invitation;
use crate::organizations::invitations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, resend_invitation)
}

/// Makes an invitation good for seven more days, and sends its mail again.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/invitations/{invitationId}/resend", operation_id = "invitation.resend", tag = "invitations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("invitationId" = InvitationId, Path, description = "The invitation.")), responses((status = 200, body = Invitation), api::ChangeErrors))]
#[worker::send]
pub async fn resend_invitation(
    scope: InOrganization<InviteMembers>,
    PathId(id): PathId<InvitationId>,
) -> Reply<Invitation> {
    api::ok(service::resend(&scope, &id).await?)
}
