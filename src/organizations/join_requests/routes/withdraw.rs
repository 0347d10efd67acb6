//! `joinRequest.withdraw`

use steward_kernel::id::JoinRequestId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::scope::UserOnly;
use crate::organizations::join_requests::request;
use steward_macros::operation;

/// Withdraws a request of the caller to join an organization.
#[operation(
    DELETE "/api/user/join-requests/{joinRequestId}",
    id = "joinRequest.withdraw",
    tag = "joinRequests",
    answer = "The request is withdrawn.",
)]
async fn withdraw_join_request(scope: UserOnly, PathId(id): PathId<JoinRequestId>) -> EmptyReply {
    request::withdraw(&scope, &id).await?;
    api::no_content()
}
