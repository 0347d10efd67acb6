//! `organization.removeDomain`

use steward_kernel::id::DomainId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::service;
use steward_macros::operation;

/// Removes a domain. Members who joined by it remain members.
#[operation(
    DELETE "/api/organizations/{organizationId}/domains/{domainId}",
    id = "organization.removeDomain",
    tag = "domains",
    answer = "The domain is removed.",
)]
async fn remove_domain(scope: InOrganization<ManageDomains>, PathId(id): PathId<DomainId>) -> EmptyReply {
    service::remove(&scope, &id).await?;
    api::no_content()
}
