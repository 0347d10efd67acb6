//! `organization.listDomains`

use crate::api::{self, Reply};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::Domains;
use crate::organizations::domains::service;
use steward_macros::operation;

/// Lists an organization's domains, ordered by name. An organization has at most 50.
#[operation(GET "/api/organizations/{organizationId}/domains", id = "organization.listDomains", tag = "domains")]
async fn list_domains(scope: InOrganization<ManageDomains>) -> Reply<Domains> {
    api::ok(service::list(&scope).await?)
}
