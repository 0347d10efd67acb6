//! `user.listSessions`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::scope::PersonOnly;
use crate::identity::users::model::Session;
use crate::identity::users::sessions;
use steward_macros::operation;

/// Lists the caller's sessions, newest first.
#[operation(GET "/api/user/sessions", id = "user.listSessions", tag = "account")]
async fn list_sessions(scope: PersonOnly, Query(page): Query<PageQuery>) -> Reply<Page<Session>> {
    api::ok(sessions::list(&scope.edge, &scope.user_id, Some(scope.session_id()?), &page).await?)
}
