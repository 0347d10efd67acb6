//! `organization.removeMember`

use steward_kernel::id::UserId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::permission::RemoveMembers;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::members;
use steward_macros::operation;

/// Removes a member from the organization.
#[operation(
    DELETE "/api/organizations/{organizationId}/members/{userId}",
    id = "organization.removeMember",
    tag = "organizations",
    revision(members::REVISION),
    answer = "The member is removed.",
)]
async fn remove_member(scope: StepUp<InOrganization<RemoveMembers>>, PathId(user_id): PathId<UserId>) -> EmptyReply {
    members::remove(&scope, &user_id).await?;
    api::no_content()
}
