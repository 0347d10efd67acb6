//! `invitation.decline`

use http::StatusCode;

use super::PathToken;
use crate::api::{self, Failure, Routes};
use crate::identity::scope::SignedIn;
use crate::organizations::invitations::answer;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, decline_invitation)
}

/// Declines an invitation by mail; a link stays good for others.
#[utoipa::path(post, path = "/api/invitations/{token}/decline", operation_id = "invitation.decline", tag = "invitations",
    params(("token" = String, Path, description = "What the link ends with.")), responses((status = 204, description = "Declined."), api::ChangeErrors))]
#[worker::send]
pub async fn decline_invitation(scope: SignedIn, PathToken(token): PathToken) -> Result<StatusCode, Failure> {
    answer::decline(&scope, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
