//! `joinRequest.accept`

use steward_kernel::id::JoinRequestId;

use crate::api::{self, EmptyReply, Json, PathId};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::join_requests::decision;
use crate::organizations::join_requests::model::JoinRequestAcceptance;
use steward_macros::operation;

/// Accepts a request to join: the person becomes a member with the role, and gets an email.
#[operation(
    POST "/api/organizations/{organizationId}/join-requests/{joinRequestId}/accept",
    id = "joinRequest.accept",
    tag = "joinRequests",
    answer = "The person is a member.",
)]
async fn accept_join_request(
    scope: StepUp<InOrganization<InviteMembers>>,
    PathId(id): PathId<JoinRequestId>,
    Json(body): Json<JoinRequestAcceptance>,
) -> EmptyReply {
    decision::accept(&scope, &id, body).await?;
    api::no_content()
}
