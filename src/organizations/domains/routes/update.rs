//! `organization.updateDomain`

use steward_kernel::id::DomainId;

use crate::api::{self, Json, PathId, Reply};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::{Domain, DomainUpdate};
use crate::organizations::domains::service;
use steward_macros::operation;

/// Updates whether users with an address at a verified domain can join, and with which role.
#[operation(
    PATCH "/api/organizations/{organizationId}/domains/{domainId}",
    id = "organization.updateDomain",
    tag = "domains",
)]
async fn update_domain(
    scope: InOrganization<ManageDomains>,
    PathId(id): PathId<DomainId>,
    Json(change): Json<DomainUpdate>,
) -> Reply<Domain> {
    api::ok(service::update(&scope, &id, &change).await?)
}
