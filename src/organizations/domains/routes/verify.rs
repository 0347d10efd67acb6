//! `organization.verifyDomain`

use steward_kernel::id::{DomainId, OrganizationId};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::PathId;
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::Domain;
use crate::organizations::domains::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, verify_domain)
}

/// Looks the TXT record up; a domain is verified by one organization only.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/domains/{domainId}/verify", operation_id = "organization.verifyDomain", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("domainId" = DomainId, Path, description = "The domain.")), responses((status = 200, body = Domain), api::ChangeErrors, api::ProviderErrors))]
#[worker::send]
pub async fn verify_domain(scope: InOrganization<ManageDomains>, PathId(id): PathId<DomainId>) -> Reply<Domain> {
    api::ok(service::verify(&scope, &id).await?)
}
