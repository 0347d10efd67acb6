//! `joinRequest.create`

use steward_kernel::id::OrganizationId;

use crate::api::{self, PathId, Reply};
use crate::identity::scope::UserOnly;
use crate::organizations::join_requests::model::MyJoinRequest;
use crate::organizations::join_requests::request;
use steward_macros::operation;

/// Asks to join the organization that has verified the domain of the caller's proven email address. Repeating it returns the
/// pending request.
#[operation(POST "/api/organizations/{organizationId}/join-requests", id = "joinRequest.create", tag = "joinRequests")]
async fn create_join_request(scope: UserOnly, PathId(id): PathId<OrganizationId>) -> Reply<MyJoinRequest> {
    api::ok(request::by_domain(&scope, &id).await?)
}
