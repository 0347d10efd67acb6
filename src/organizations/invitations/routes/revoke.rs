//! `invitation.revoke`

use steward_kernel::id::InvitationId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::service;
use steward_macros::operation;

/// Revokes an invitation.
#[operation(
    DELETE "/api/organizations/{organizationId}/invitations/{invitationId}",
    id = "invitation.revoke",
    tag = "invitations",
    answer = "The invitation is revoked.",
)]
async fn revoke_invitation(scope: InOrganization<InviteMembers>, PathId(id): PathId<InvitationId>) -> EmptyReply {
    service::revoke(&scope, &id).await?;
    api::no_content()
}
