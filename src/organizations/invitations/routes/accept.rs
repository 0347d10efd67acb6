//! `invitation.accept`

use super::PathToken;
use crate::api::{self, Reply, Routes};
use crate::identity::scope::SignedIn;
use crate::organizations::invitations::answer;
use crate::organizations::invitations::model::AcceptedInvitation;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, accept_invitation)
}

/// Joins the organization. Accepting twice is accepting once.
#[utoipa::path(post, path = "/api/invitations/{token}/accept", operation_id = "invitation.accept", tag = "invitations",
    params(("token" = String, Path, description = "What the link ends with.")), responses((status = 200, body = AcceptedInvitation), api::ChangeErrors))]
#[worker::send]
pub async fn accept_invitation(scope: SignedIn, PathToken(token): PathToken) -> Reply<AcceptedInvitation> {
    api::ok(answer::accept(&scope, &token).await?)
}
