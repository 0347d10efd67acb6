//! `organization.listMembers`

use steward_kernel::id::OrganizationId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::permission::SeeMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members::{self, Member, MemberFilter};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_members)
}

/// Who belongs to an organization, oldest membership first.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/members", operation_id = "organization.listMembers", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), MemberFilter, PageQuery), responses((status = 200, body = Page<Member>), api::ListErrors))]
#[worker::send]
pub async fn list_members(
    scope: InOrganization<SeeMembers>,
    Query(filter): Query<MemberFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Member>> {
    api::ok(members::list(&scope.caller.edge, &scope.organization_id, &filter, &page).await?)
}
