//! `user.endOtherSessions`

use http::StatusCode;

use crate::api::{self, Failure, Routes};
use crate::identity::scope::SignedIn;
use crate::identity::users::sessions;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, end_other_sessions)
}

/// Ends all of the caller's sessions but this one.
#[utoipa::path(delete, path = "/api/user/sessions", operation_id = "user.endOtherSessions", tag = "account",
    responses((status = 204, description = "They have ended."), api::ChangeErrors))]
#[worker::send]
pub async fn end_other_sessions(scope: SignedIn) -> Result<StatusCode, Failure> {
    let kept = Some(scope.session_id()?);
    sessions::end_all(&scope.edge, &scope.origin(), "user.endOtherSessions", &scope.user_id, kept).await?;
    Ok(StatusCode::NO_CONTENT)
}
