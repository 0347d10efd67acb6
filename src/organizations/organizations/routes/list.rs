//! `organization.list`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_organizations)
}

/// The organizations that the caller belongs to.
#[utoipa::path(get, path = "/api/organizations", operation_id = "organization.list", tag = "organizations",
    params(PageQuery), responses((status = 200, body = Page<Organization>), api::ListErrors))]
#[worker::send]
pub async fn list_organizations(scope: SignedIn, Query(page): Query<PageQuery>) -> Reply<Page<Organization>> {
    api::ok(service::list(&scope, &page).await?)
}
