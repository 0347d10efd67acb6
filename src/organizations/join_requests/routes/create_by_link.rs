//! `joinRequest.createByLink`

use super::JoinToken;
use crate::api::{self, Reply};
use crate::identity::scope::UserOnly;
use crate::organizations::join_requests::model::MyJoinRequest;
use crate::organizations::join_requests::request;
use steward_macros::operation;

/// Asks to join the organization of a link. Repeating it returns the pending request.
#[operation(
    POST "/api/join/{joinToken}/requests",
    id = "joinRequest.createByLink",
    tag = "joinRequests",
    params(("joinToken" = String, Path, description = "The last segment of the link.")),
)]
async fn create_join_request_by_link(scope: UserOnly, JoinToken(token): JoinToken) -> Reply<MyJoinRequest> {
    api::ok(request::by_link(&scope, &token).await?)
}
