//! `organization.getBySlug`

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::path_parameter;
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_organization_by_slug)
}

/// What stands in the path; what cannot be a slug belongs to nothing.
#[derive(Debug)]
struct Slug(String);

impl FromRequestParts<()> for Slug {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "slug").await?))
    }
}

/// The organization of the caller's that has, or had, a slug; the answer has the one that it has now.
#[utoipa::path(get, path = "/api/organizations/by-slug/{slug}", operation_id = "organization.getBySlug",
    tag = "organizations", params(("slug" = String, Path, description = "What it is called in addresses.")),
    responses((status = 200, body = Organization), api::ReadErrors))]
#[worker::send]
pub async fn get_organization_by_slug(scope: SignedIn, Slug(slug): Slug) -> Reply<Organization> {
    api::ok(service::get_by_slug(&scope, &slug).await?)
}
