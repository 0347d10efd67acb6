//! Organizations, estates and builds of the whole platform.

use steward_kernel::id::EstateId;
use steward_kernel::page::{Page, PageQuery};

use crate::admin::lists;
use crate::admin::model::{AdminBuild, AdminEstate, AdminOrganization, OwnSession, Search, WithStatus};
use crate::api::{self, AcceptedReply, PathId, PathParameter, Query, Reply};
use crate::delivery::builds::Build;
use crate::identity::scope::Administrator;
use steward_macros::operation;

/// Lists all organizations, newest first.
#[operation(GET "/api/admin/organizations", id = "admin.listOrganizations", tag = "admin")]
async fn list_all_organizations(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminOrganization>> {
    api::ok(lists::organizations(&scope.edge, search.q.as_deref(), &page).await?)
}

/// Lists all estates, newest first.
#[operation(GET "/api/admin/estates", id = "admin.listAllEstates", tag = "admin")]
async fn list_all_estates(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminEstate>> {
    api::ok(lists::estates(&scope.edge, search.q.as_deref(), &page).await?)
}

/// Builds the latest commit of an estate's branch again.
#[operation(
    POST "/api/admin/estates/{estateId}/rebuild",
    id = "admin.rebuildEstate",
    tag = "admin",
    more_errors(crate::api::ProviderErrors),
)]
async fn rebuild_estate(scope: Administrator, PathId(id): PathId<EstateId>) -> AcceptedReply<Build> {
    api::accepted(lists::rebuild(&scope, &id).await?)
}

impl PathParameter for EstateId {
    const NAME: &'static str = "estateId";
}

/// Lists all builds, newest first.
#[operation(GET "/api/admin/builds", id = "admin.listBuilds", tag = "admin")]
async fn list_all_builds(
    scope: Administrator,
    Query(filter): Query<WithStatus>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminBuild>> {
    api::ok(lists::builds(&scope.edge, filter.status, &page).await?)
}

/// Returns the administrator's own session and the properties of the request.
#[operation(GET "/api/admin/session", id = "admin.getSessionInfo", tag = "admin")]
async fn show_own_session(scope: Administrator) -> Reply<OwnSession> {
    api::ok(lists::own_session(&scope)?)
}
