//! `organization.verifyDomain`

use steward_kernel::id::DomainId;

use crate::api::{self, PathId, Reply};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::Domain;
use crate::organizations::domains::service;
use steward_macros::operation;

/// Verifies a domain by its TXT record. Only one organization can verify a domain.
#[operation(
    POST "/api/organizations/{organizationId}/domains/{domainId}/verify",
    id = "organization.verifyDomain",
    tag = "domains",
    more_errors(crate::api::ProviderErrors),
)]
async fn verify_domain(scope: InOrganization<ManageDomains>, PathId(id): PathId<DomainId>) -> Reply<Domain> {
    api::ok(service::verify(&scope, &id).await?)
}
