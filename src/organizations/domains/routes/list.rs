//! `organization.listDomains`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::Domains;
use crate::organizations::domains::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_domains)
}

/// An organization's domains by name, at most 50.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/domains", operation_id = "organization.listDomains", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), responses((status = 200, body = Domains), api::ReadErrors))]
#[worker::send]
pub async fn list_domains(scope: InOrganization<ManageDomains>) -> Reply<Domains> {
    api::ok(service::list(&scope).await?)
}
