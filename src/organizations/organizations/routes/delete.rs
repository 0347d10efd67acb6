//! `organization.delete`

use http::StatusCode;
use steward_kernel::id::OrganizationId;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::Confirmation;
use crate::organizations::organizations::deletion;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, delete_organization)
}

/// Ends the organization with all that is in it; its slug is typed to confirm it.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/deletion", operation_id = "organization.delete", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body = Confirmation, responses((status = 204, description = "It is gone."), api::BodyErrors))]
#[worker::send]
pub async fn delete_organization(
    scope: InOrganization<DeleteOrganization>,
    Json(body): Json<Confirmation>,
) -> Result<StatusCode, Failure> {
    deletion::delete(&scope, &body.confirmation).await?;
    Ok(StatusCode::NO_CONTENT)
}
