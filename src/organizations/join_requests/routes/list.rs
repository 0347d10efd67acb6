//! `joinRequest.list`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::join_requests::decision;
use crate::organizations::join_requests::model::JoinRequest;
use steward_macros::operation;

/// Lists the pending requests to join the organization, oldest first.
#[operation(GET "/api/organizations/{organizationId}/join-requests", id = "joinRequest.list", tag = "joinRequests")]
async fn list_join_requests(
    scope: InOrganization<InviteMembers>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<JoinRequest>> {
    api::ok(decision::list(&scope, &page).await?)
}
