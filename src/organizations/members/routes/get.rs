//! `organization.getMember`

use steward_kernel::id::UserId;

use crate::api::{self, PathId, RevisedReply};
use crate::identity::permission::SeeMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members::{self, Member};
use steward_macros::operation;

/// Returns a member of an organization.
#[operation(
    GET "/api/organizations/{organizationId}/members/{userId}",
    id = "organization.getMember",
    tag = "organizations",
    revision(members::REVISION),
)]
async fn get_member(scope: InOrganization<SeeMembers>, PathId(user_id): PathId<UserId>) -> RevisedReply<Member> {
    api::revised(members::get(&scope.caller.edge, &scope.organization_id, &user_id).await?)
}
