//! `organization.getJoinLink`

use crate::api::{self, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::join_requests::link;
use crate::organizations::join_requests::model::JoinLink;
use steward_macros::operation;

/// Returns the link by which people ask to join the organization.
#[operation(GET "/api/organizations/{organizationId}/join-link", id = "organization.getJoinLink", tag = "joinRequests")]
async fn get_join_link(scope: InOrganization<InviteMembers>) -> Reply<JoinLink> {
    api::ok(link::get(&scope).await?)
}
