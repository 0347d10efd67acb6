//! Users.

use steward_kernel::id::UserId;
use steward_kernel::page::{Page, PageQuery};

use crate::admin::model::{AdminUser, AdminUserDetail, Ban, Banned, Search, UserDeletion};
use crate::admin::{impersonation, users};
use crate::api::{self, EmptyReply, Json, PathId, Query, Reply};
use crate::identity::Me;
use crate::identity::scope::{Administrator, SignedIn};
use crate::identity::sign_in;
use crate::identity::users::Session;
use steward_macros::operation;

/// All users, newest first.
#[operation(GET "/api/admin/users", id = "admin.listUsers", tag = "admin")]
async fn list_users(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(filter): Query<Banned>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminUser>> {
    api::ok(users::list(&scope.edge, search.q.as_deref(), filter.banned, &page).await?)
}

/// One user with its organizations.
#[operation(GET "/api/admin/users/{userId}", id = "admin.getUser", tag = "admin")]
async fn get_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUserDetail> {
    api::ok(users::get(&scope.edge, &id).await?)
}

/// Keeps a user out, for ever or until a moment, and ends all sessions. Never an administrator.
#[operation(POST "/api/admin/users/{userId}/ban", id = "admin.banUser", tag = "admin")]
async fn ban_user(scope: Administrator, PathId(id): PathId<UserId>, Json(body): Json<Ban>) -> Reply<AdminUser> {
    api::ok(users::ban(&scope, &id, &body).await?)
}

/// Lets a user in again.
#[operation(POST "/api/admin/users/{userId}/unban", id = "admin.unbanUser", tag = "admin")]
async fn unban_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUser> {
    api::ok(users::unban(&scope, &id).await?)
}

/// Puts the administrator in a user's place, for an hour. Never in another administrator's. It stands in the audit log,
/// and so does everything that is done meanwhile.
#[operation(
    POST "/api/admin/users/{userId}/impersonate",
    id = "admin.impersonate",
    tag = "admin",
    answer = "The session is in the cookie.",
)]
async fn impersonate_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<Me> {
    api::ok(impersonation::start(&scope, &id).await?)
}

/// Ends acting in somebody's place, and leads back to the administrator's own session.
#[operation(
    POST "/api/auth/impersonation/stop",
    id = "auth.stopImpersonating",
    tag = "auth",
    answer = "The administrator's own session is in the cookie.",
)]
async fn stop_impersonating(scope: SignedIn) -> Reply<Me> {
    api::ok(sign_in::stop_impersonating(&scope).await?)
}

/// Ends all sessions of a user; of the administrator's own all but the present one.
#[operation(
    DELETE "/api/admin/users/{userId}/sessions",
    id = "admin.endUserSessions",
    tag = "admin",
    answer = "They are signed out everywhere.",
)]
async fn end_user_sessions(scope: Administrator, PathId(id): PathId<UserId>) -> EmptyReply {
    users::end_sessions(&scope, &id).await?;
    api::no_content()
}

/// A user's open sessions, newest first.
#[operation(GET "/api/admin/users/{userId}/sessions", id = "admin.listUserSessions", tag = "admin")]
async fn list_user_sessions(
    scope: Administrator,
    PathId(id): PathId<UserId>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Session>> {
    api::ok(users::sessions(&scope, &id, &page).await?)
}

/// Ends a user's account for good. Organizations that nobody else belongs to go along; those that others belong to and
/// nobody else owns are handed over first.
#[operation(
    POST "/api/admin/users/{userId}/deletion",
    id = "admin.deleteUser",
    tag = "admin",
    answer = "The account is gone.",
)]
async fn delete_user(scope: Administrator, PathId(id): PathId<UserId>, Json(body): Json<UserDeletion>) -> EmptyReply {
    users::delete(&scope, &id, &body.email).await?;
    api::no_content()
}
