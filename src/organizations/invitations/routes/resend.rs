//! `invitation.resend`

use steward_kernel::id::InvitationId;

use crate::api::{self, PathId, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::Invitation;
use crate::organizations::invitations::service;
use steward_macros::operation;

/// Extends an invitation by seven days and sends its email again.
#[operation(
    POST "/api/organizations/{organizationId}/invitations/{invitationId}/resend",
    id = "invitation.resend",
    tag = "invitations",
)]
async fn resend_invitation(
    scope: InOrganization<InviteMembers>,
    PathId(id): PathId<InvitationId>,
) -> Reply<Invitation> {
    api::ok(service::resend(&scope, &id).await?)
}
