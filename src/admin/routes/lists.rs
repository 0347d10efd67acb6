//! Organizations, estates and builds of everybody.

use http::StatusCode;
use steward_kernel::id::EstateId;
use steward_kernel::page::{Page, PageQuery};

use crate::admin::lists;
use crate::admin::model::{AdminBuild, AdminEstate, AdminOrganization, OwnSession, Search, WithStatus};
use crate::api::{self, JsonReply, Reply, Routes};
use crate::delivery::builds::Build;
use crate::edge::extract::{PathId, PathParameter, Query};
use crate::identity::scope::Administrator;

pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_all_organizations);
    let routes = crate::operation!(routes, list_all_estates);
    let routes = crate::operation!(routes, rebuild_estate);
    let routes = crate::operation!(routes, list_all_builds);
    crate::operation!(routes, show_own_session)
}

/// All organizations, newest first.
#[utoipa::path(get, path = "/api/admin/organizations", operation_id = "admin.listOrganizations", tag = "admin",
    params(Search, PageQuery), responses((status = 200, body = Page<AdminOrganization>), api::ListErrors))]
#[worker::send]
pub async fn list_all_organizations(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminOrganization>> {
    api::ok(lists::organizations(&scope.edge, search.q.as_deref(), &page).await?)
}

/// All estates, newest first.
#[utoipa::path(get, path = "/api/admin/estates", operation_id = "admin.listEstates", tag = "admin",
    params(Search, PageQuery), responses((status = 200, body = Page<AdminEstate>), api::ListErrors))]
#[worker::send]
pub async fn list_all_estates(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminEstate>> {
    api::ok(lists::estates(&scope.edge, search.q.as_deref(), &page).await?)
}

/// Builds the head of an estate's branch again.
#[utoipa::path(post, path = "/api/admin/estates/{estateId}/rebuild", operation_id = "admin.rebuildEstate", tag = "admin",
    params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 202, body = Build), api::ChangeErrors, api::ProviderErrors))]
#[worker::send]
pub async fn rebuild_estate(scope: Administrator, PathId(id): PathId<EstateId>) -> Reply<Build> {
    Ok(JsonReply::new(StatusCode::ACCEPTED, lists::rebuild(&scope, &id).await?))
}

impl PathParameter for EstateId {
    const NAME: &'static str = "estateId";
}

/// All builds, newest first.
#[utoipa::path(get, path = "/api/admin/builds", operation_id = "admin.listBuilds", tag = "admin",
    params(WithStatus, PageQuery), responses((status = 200, body = Page<AdminBuild>), api::ListErrors))]
#[worker::send]
pub async fn list_all_builds(
    scope: Administrator,
    Query(filter): Query<WithStatus>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminBuild>> {
    api::ok(lists::builds(&scope.edge, filter.status, &page).await?)
}

/// The administrator's own session and request, as the platform sees them.
#[utoipa::path(get, path = "/api/admin/session", operation_id = "admin.session", tag = "admin",
    responses((status = 200, body = OwnSession), api::ReadErrors))]
#[worker::send]
pub async fn show_own_session(scope: Administrator) -> Reply<OwnSession> {
    api::ok(lists::own_session(&scope)?)
}
