//! `user.endSession`

use http::StatusCode;
use steward_kernel::id::SessionId;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::{PathId, PathParameter};
use crate::identity::scope::SignedIn;
use crate::identity::users::sessions;

impl PathParameter for SessionId {
    const NAME: &'static str = "sessionId";
}

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, end_session)
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/api/user/sessions/{sessionId}", operation_id = "user.endSession", tag = "account",
    params(("sessionId" = SessionId, Path, description = "The session.")),
    responses((status = 204, description = "It has ended."), api::ChangeErrors))]
#[worker::send]
pub async fn end_session(scope: SignedIn, PathId(session_id): PathId<SessionId>) -> Result<StatusCode, Failure> {
    sessions::end(&scope, &session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
