//! `invitation.create`

use crate::api::{self, CreatedReply, Json};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::{CreateInvitation, CreatedInvitation};
use crate::organizations::invitations::service;
use steward_macros::operation;

/// Invites an email address, or creates a link that anyone can use. An invitation is valid for seven days.
#[operation(
    POST "/api/organizations/{organizationId}/invitations",
    id = "invitation.create",
    tag = "invitations",
    alias("/api/organizations/{organizationId}/members", "organization.addMember"),
)]
async fn create_invitation(
    scope: InOrganization<InviteMembers>,
    Json(body): Json<CreateInvitation>,
) -> CreatedReply<CreatedInvitation> {
    api::created(service::create(&scope, body).await?)
}
