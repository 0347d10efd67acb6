//! `organization.updateDomain`

use steward_kernel::id::{DomainId, OrganizationId};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::{Json, PathId};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::{Domain, DomainUpdate};
use crate::organizations::domains::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, update_domain)
}

/// Says whether people of a verified domain may join by themselves, and as what.
#[utoipa::path(patch, path = "/api/organizations/{organizationId}/domains/{domainId}", operation_id = "organization.updateDomain", tag = "domains",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("domainId" = DomainId, Path, description = "The domain.")),
    request_body = DomainUpdate, responses((status = 200, body = Domain), api::BodyErrors))]
#[worker::send]
pub async fn update_domain(
    scope: InOrganization<ManageDomains>,
    PathId(id): PathId<DomainId>,
    Json(change): Json<DomainUpdate>,
) -> Reply<Domain> {
    api::ok(service::update(&scope, &id, &change).await?)
}
