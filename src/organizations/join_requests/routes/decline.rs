//! `joinRequest.decline`

use steward_kernel::id::JoinRequestId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::join_requests::decision;
use steward_macros::operation;

/// Declines a request to join. The person can ask again 30 days later.
#[operation(
    POST "/api/organizations/{organizationId}/join-requests/{joinRequestId}/decline",
    id = "joinRequest.decline",
    tag = "joinRequests",
    answer = "The request is declined.",
)]
async fn decline_join_request(scope: InOrganization<InviteMembers>, PathId(id): PathId<JoinRequestId>) -> EmptyReply {
    decision::decline(&scope, &id).await?;
    api::no_content()
}
