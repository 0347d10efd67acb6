//! `invitation.list`

use steward_kernel::id::OrganizationId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::{Invitation, InvitationFilter};
use crate::organizations::invitations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_invitations)
}

/// An organization's invitations, newest first.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/invitations", operation_id = "invitation.list", tag = "invitations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), InvitationFilter, PageQuery), responses((status = 200, body = Page<Invitation>), api::ListErrors))]
#[worker::send]
pub async fn list_invitations(
    scope: InOrganization<InviteMembers>,
    Query(filter): Query<InvitationFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Invitation>> {
    api::ok(service::list(&scope, &filter, &page).await?)
}
