//! `organization.removeDomain`

use http::StatusCode;
use steward_kernel::id::{DomainId, OrganizationId};

use crate::api::{self, Failure, Routes};
use crate::edge::extract::PathId;
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, remove_domain)
}

/// Removes a domain. Who came by it stays a member.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/domains/{domainId}", operation_id = "organization.removeDomain", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("domainId" = DomainId, Path, description = "The domain.")), responses((status = 204, description = "It is no longer the organization's."), api::ChangeErrors))]
#[worker::send]
pub async fn remove_domain(
    scope: InOrganization<ManageDomains>,
    PathId(id): PathId<DomainId>,
) -> Result<StatusCode, Failure> {
    service::remove(&scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
