//! `invitation.create`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::invitations::model::{CreateInvitation, CreatedInvitation};
use crate::organizations::invitations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, create_invitation)
}

/// Invites somebody by mail, or makes a link for whoever has it; good for seven days.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/invitations", operation_id = "invitation.create", tag = "invitations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body = CreateInvitation, responses((status = 201, body = CreatedInvitation), api::BodyErrors))]
#[worker::send]
pub async fn create_invitation(
    scope: InOrganization<InviteMembers>,
    Json(body): Json<CreateInvitation>,
) -> Reply<CreatedInvitation> {
    api::created(service::create(&scope, body).await?)
}
