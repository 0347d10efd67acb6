//! `organization.addDomain`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::{AddDomain, Domain};
use crate::organizations::domains::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, add_domain)
}

/// Begins to prove that a domain is the organization's: the answer has the TXT record to be set.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/domains", operation_id = "organization.addDomain", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body = AddDomain, responses((status = 201, body = Domain), api::BodyErrors))]
#[worker::send]
pub async fn add_domain(scope: InOrganization<ManageDomains>, Json(body): Json<AddDomain>) -> Reply<Domain> {
    api::created(service::add(&scope, &body.domain).await?)
}
