//! `invitation.list`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::{Invitation, InvitationFilter};
use crate::organizations::invitations::service;
use steward_macros::operation;

/// Lists the invitations of an organization, newest first.
#[operation(GET "/api/organizations/{organizationId}/invitations", id = "invitation.list", tag = "invitations")]
async fn list_invitations(
    scope: InOrganization<InviteMembers>,
    Query(filter): Query<InvitationFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Invitation>> {
    api::ok(service::list(&scope, &filter, &page).await?)
}
