//! `organization.listMembers`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::permission::SeeMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members::{self, Member, MemberFilter};
use steward_macros::operation;

/// Lists the members of an organization, oldest membership first.
#[operation(
    GET "/api/organizations/{organizationId}/members",
    id = "organization.listMembers",
    tag = "organizations",
)]
async fn list_members(
    scope: InOrganization<SeeMembers>,
    Query(filter): Query<MemberFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Member>> {
    api::ok(members::list(&scope.caller.edge, &scope.organization_id, &filter, &page).await?)
}
