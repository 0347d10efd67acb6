//! `user.endOtherSessions`

use crate::api::{self, EmptyReply};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::users::sessions;
use steward_macros::operation;

/// Revokes all of the caller's sessions except the current one.
#[operation(
    DELETE "/api/user/sessions",
    id = "user.endOtherSessions",
    tag = "account",
    answer = "The sessions are revoked.",
)]
async fn end_other_sessions(scope: StepUp<UserOnly>) -> EmptyReply {
    let kept = Some(scope.session_id()?);
    sessions::end_all(&scope.edge, &scope.origin(), "user.endOtherSessions", &scope.user_id, kept).await?;
    api::no_content()
}
