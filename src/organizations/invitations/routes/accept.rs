//! `invitation.accept`

use super::PathToken;
use crate::api::{self, Reply};
use crate::identity::scope::SignedIn;
use crate::organizations::invitations::answer;
use crate::organizations::invitations::model::AcceptedInvitation;
use steward_macros::operation;

/// Joins the organization. Accepting twice is accepting once.
#[operation(
    POST "/api/invitations/{token}/accept",
    id = "invitation.accept",
    tag = "invitations",
    params(("token" = String, Path, description = "What the link ends with.")),
)]
async fn accept_invitation(scope: SignedIn, PathToken(token): PathToken) -> Reply<AcceptedInvitation> {
    api::ok(answer::accept(&scope, &token).await?)
}
