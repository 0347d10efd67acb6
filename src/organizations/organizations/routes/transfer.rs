//! `organization.transfer`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::TransferOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use crate::organizations::organizations::model::{Organization, Transfer};
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, transfer_organization)
}

/// Hands the organization over: that member becomes owner, the caller admin.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/transfer", operation_id = "organization.transfer", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body = Transfer, responses((status = 200, body = Organization), api::BodyErrors))]
#[worker::send]
pub async fn transfer_organization(
    scope: InOrganization<TransferOrganization>,
    Json(body): Json<Transfer>,
) -> Reply<Organization> {
    members::transfer(&scope, &body.user_id).await?;
    api::ok(service::get(&scope.caller, &scope.organization_id).await?)
}
