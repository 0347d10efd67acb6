//! `joinRequest.showLink`

use super::JoinToken;
use crate::api::{self, Reply};
use crate::identity::scope::PersonOnly;
use crate::organizations::join_requests::model::JoinableOrganization;
use crate::organizations::join_requests::request;
use steward_macros::operation;

/// Returns the organization of a link by which people ask to join.
#[operation(
    GET "/api/join/{joinToken}",
    id = "joinRequest.showLink",
    tag = "joinRequests",
    params(("joinToken" = String, Path, description = "The last segment of the link.")),
)]
async fn show_join_link(scope: PersonOnly, JoinToken(token): JoinToken) -> Reply<JoinableOrganization> {
    api::ok(request::show(&scope, &token).await?)
}
