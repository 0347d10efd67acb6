//! `organization.createJoinLink`

use crate::api::{self, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::join_requests::link;
use crate::organizations::join_requests::model::JoinLink;
use steward_macros::operation;

/// Creates a new link by which people ask to join the organization. An earlier link ends.
#[operation(PUT "/api/organizations/{organizationId}/join-link", id = "organization.createJoinLink", tag = "joinRequests")]
async fn create_join_link(scope: InOrganization<InviteMembers>) -> Reply<JoinLink> {
    api::ok(link::create(&scope).await?)
}
