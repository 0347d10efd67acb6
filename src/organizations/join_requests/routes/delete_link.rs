//! `organization.deleteJoinLink`

use crate::api::{self, EmptyReply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::join_requests::link;
use steward_macros::operation;

/// Ends the link by which people ask to join the organization. Pending requests stay.
#[operation(
    DELETE "/api/organizations/{organizationId}/join-link",
    id = "organization.deleteJoinLink",
    tag = "joinRequests",
    answer = "The link has ended.",
)]
async fn delete_join_link(scope: InOrganization<InviteMembers>) -> EmptyReply {
    link::delete(&scope).await?;
    api::no_content()
}
