//! `invitation.createMany`

use crate::api::{self, Json, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::many;
use crate::organizations::invitations::model::{CreateInvitations, InvitationResults};
use steward_macros::operation;

/// Invites the addresses of a list, and says for each what happened: who is already a member or invited is not invited
/// again.
#[operation(
    POST "/api/organizations/{organizationId}/invitation-lists",
    id = "invitation.createMany",
    tag = "invitations",
)]
async fn create_invitations(
    scope: InOrganization<InviteMembers>,
    Json(body): Json<CreateInvitations>,
) -> Reply<InvitationResults> {
    api::ok(many::create(&scope, body).await?)
}
