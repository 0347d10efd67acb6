//! `estate.create`

use crate::api::{self, CreatedReply, Json};
use crate::identity::permission::CreateEstates;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::model::EstateName;
use crate::organizations::estates::model::EstateSummary;
use crate::organizations::estates::service;
use steward_macros::operation;

/// Creates an estate.
#[operation(POST "/api/organizations/{organizationId}/estates", id = "estate.create", tag = "estates")]
async fn create_estate(
    scope: InOrganization<CreateEstates>,
    Json(body): Json<EstateName>,
) -> CreatedReply<EstateSummary> {
    api::created(service::create(&scope, &body.name).await?)
}
