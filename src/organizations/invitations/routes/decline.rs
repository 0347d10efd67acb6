//! `invitation.decline`

use super::PathToken;
use crate::api::{self, EmptyReply};
use crate::identity::scope::UserOnly;
use crate::organizations::invitations::answer;
use steward_macros::operation;

/// Declines an invitation sent by email. An invitation link stays valid for others.
#[operation(
    POST "/api/invitations/{token}/decline",
    id = "invitation.decline",
    tag = "invitations",
    params(("token" = String, Path, description = "The last segment of the invitation link.")),
    answer = "The invitation is declined.",
)]
async fn decline_invitation(scope: UserOnly, PathToken(token): PathToken) -> EmptyReply {
    answer::decline(&scope, &token).await?;
    api::no_content()
}
