//! `organization.create`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::{CreateOrganization, CreatedOrganization};
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, create_organization)
}

/// Makes an organization with its first estate; the caller owns it.
#[utoipa::path(post, path = "/api/organizations", operation_id = "organization.create", tag = "organizations",
    request_body = CreateOrganization, responses((status = 201, body = CreatedOrganization), api::BodyErrors))]
#[worker::send]
pub async fn create_organization(scope: SignedIn, Json(body): Json<CreateOrganization>) -> Reply<CreatedOrganization> {
    api::created(service::create(&scope, &body).await?)
}
