//! `user.endSession`

use steward_kernel::id::SessionId;

use crate::api::{self, EmptyReply, PathId, PathParameter};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::users::sessions;
use steward_macros::operation;

impl PathParameter for SessionId {
    const NAME: &'static str = "sessionId";
}

/// Revokes one of the caller's sessions.
#[operation(
    DELETE "/api/user/sessions/{sessionId}",
    id = "user.endSession",
    tag = "account",
    answer = "The session is revoked.",
)]
async fn end_session(scope: StepUp<UserOnly>, PathId(session_id): PathId<SessionId>) -> EmptyReply {
    sessions::end(&scope, &session_id).await?;
    api::no_content()
}
