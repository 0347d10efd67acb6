//! `organization.updateMember`

use steward_kernel::id::{OrganizationId, UserId};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::{Json, PathId};
use crate::identity::permission::UpdateMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members::{self, Member, MemberUpdate};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, update_member)
}

/// Changes somebody's role, or a guest's estates.
#[utoipa::path(patch, path = "/api/organizations/{organizationId}/members/{userId}", operation_id = "organization.updateMember", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("userId" = UserId, Path, description = "Who.")),
    request_body = MemberUpdate, responses((status = 200, body = Member), api::BodyErrors))]
#[worker::send]
pub async fn update_member(
    scope: InOrganization<UpdateMembers>,
    PathId(user_id): PathId<UserId>,
    Json(change): Json<MemberUpdate>,
) -> Reply<Member> {
    api::ok(members::update(&scope, &user_id, change).await?)
}
