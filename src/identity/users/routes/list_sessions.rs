//! `user.listSessions`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Query;
use crate::identity::scope::SignedIn;
use crate::identity::users::model::Session;
use crate::identity::users::sessions;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_sessions)
}

/// The caller's sessions, newest first.
#[utoipa::path(get, path = "/api/user/sessions", operation_id = "user.listSessions", tag = "account",
    params(PageQuery),
    responses((status = 200, body = Page<Session>), api::ListErrors))]
#[worker::send]
pub async fn list_sessions(scope: SignedIn, Query(page): Query<PageQuery>) -> Reply<Page<Session>> {
    api::ok(sessions::list(&scope.edge, &scope.user_id, Some(scope.session_id()?), &page).await?)
}
