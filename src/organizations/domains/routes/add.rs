//! `organization.addDomain`

use crate::api::{self, CreatedReply, Json};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::domains::model::{AddDomain, Domain};
use crate::organizations::domains::service;
use steward_macros::operation;

/// Adds a domain and returns the TXT record that verifies it.
#[operation(POST "/api/organizations/{organizationId}/domains", id = "organization.addDomain", tag = "domains")]
async fn add_domain(scope: InOrganization<ManageDomains>, Json(body): Json<AddDomain>) -> CreatedReply<Domain> {
    api::created(service::add(&scope, &body.domain).await?)
}
