//! `organization.updateMemberRole`

use steward_kernel::id::UserId;

use crate::api::{self, Json, PathId, RevisedReply};
use crate::identity::permission::UpdateMembers;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::members::{self, Member, MemberUpdate};
use steward_macros::operation;

/// Updates a member's role, the estates granted to a guest, or the member's roles on estates. Owners make other members
/// owners, who need a verified email address, and step down or demote each other while one remains.
#[operation(
    PATCH "/api/organizations/{organizationId}/members/{userId}",
    id = "organization.updateMemberRole",
    tag = "organizations",
    revision(members::REVISION),
)]
async fn update_member(
    scope: StepUp<InOrganization<UpdateMembers>>,
    PathId(user_id): PathId<UserId>,
    Json(change): Json<MemberUpdate>,
) -> RevisedReply<Member> {
    api::revised(members::update(&scope, &user_id, change).await?)
}
