//! `organization.removeDomain`

use steward_kernel::id::DomainId;

use crate::api::{self, EmptyReply, PathId};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::service;
use steward_macros::operation;

/// Removes a domain. Who came by it stays a member.
#[operation(
    DELETE "/api/organizations/{organizationId}/domains/{domainId}",
    id = "organization.removeDomain",
    tag = "domains",
    answer = "It is no longer the organization's.",
)]
async fn remove_domain(scope: InOrganization<ManageDomains>, PathId(id): PathId<DomainId>) -> EmptyReply {
    service::remove(&scope, &id).await?;
    api::no_content()
}
