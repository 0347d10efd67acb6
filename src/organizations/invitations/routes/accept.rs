//! `invitation.accept`

use super::PathToken;
use crate::api::{self, Reply};
use crate::identity::scope::UserOnly;
use crate::organizations::invitations::answer;
use crate::organizations::invitations::model::AcceptedInvitation;
use steward_macros::operation;

/// Accepts an invitation and joins the organization. Accepting it again has no effect.
#[operation(
    POST "/api/invitations/{token}/accept",
    id = "invitation.accept",
    tag = "invitations",
    params(("token" = String, Path, description = "The last segment of the invitation link.")),
)]
async fn accept_invitation(scope: UserOnly, PathToken(token): PathToken) -> Reply<AcceptedInvitation> {
    api::ok(answer::accept(&scope, &token).await?)
}
