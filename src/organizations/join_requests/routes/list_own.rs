//! `user.listJoinRequests`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::scope::PersonOnly;
use crate::organizations::join_requests::model::MyJoinRequest;
use crate::organizations::join_requests::request;
use steward_macros::operation;

/// Lists the caller's pending requests to join organizations.
#[operation(GET "/api/user/join-requests", id = "user.listJoinRequests", tag = "joinRequests")]
async fn list_own_join_requests(scope: PersonOnly, Query(page): Query<PageQuery>) -> Reply<Page<MyJoinRequest>> {
    api::ok(request::list(&scope, &page).await?)
}
