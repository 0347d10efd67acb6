//! `organization.create`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::{MakeOrganization, NewOrganization};
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, create_organization)
}

/// Makes an organization with its first estate; the caller owns it.
#[utoipa::path(post, path = "/api/organizations", operation_id = "organization.create", tag = "organizations",
    request_body = MakeOrganization, responses((status = 201, body = NewOrganization), api::BodyErrors))]
#[worker::send]
pub async fn create_organization(scope: SignedIn, Json(body): Json<MakeOrganization>) -> Reply<NewOrganization> {
    api::created(service::create(&scope, &body).await?)
}
