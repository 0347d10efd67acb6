//! `organization.removeLogo`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::logo;
use crate::organizations::organizations::model::Organization;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, remove_logo)
}

/// Shows no logo any more.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/logo", operation_id = "organization.removeLogo", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), responses((status = 200, body = Organization), api::ChangeErrors))]
#[worker::send]
pub async fn remove_logo(scope: InOrganization<UpdateOrganization>) -> Reply<Organization> {
    api::ok(logo::remove(&scope).await?)
}
