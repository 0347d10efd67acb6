//! `organization.create`

use crate::api::{self, CreatedReply, Json};
use crate::identity::scope::UserOnly;
use crate::organizations::organizations::model::{CreateOrganization, CreatedOrganization};
use crate::organizations::organizations::service;
use steward_macros::operation;

/// Creates an organization with a first estate. The caller becomes its owner.
#[operation(POST "/api/organizations", id = "organization.create", tag = "organizations")]
async fn create_organization(
    scope: UserOnly,
    Json(body): Json<CreateOrganization>,
) -> CreatedReply<CreatedOrganization> {
    api::created(service::create(&scope, &body).await?)
}
