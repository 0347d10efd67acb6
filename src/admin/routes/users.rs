//! Users.

use http::StatusCode;
use steward_kernel::id::UserId;
use steward_kernel::page::{Page, PageQuery};

use crate::admin::model::{AdminUser, AdminUserDetail, Ban, Banned, Search, UserDeletion};
use crate::admin::{impersonation, users};
use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{Json, PathId, Query};
use crate::identity::Me;
use crate::identity::scope::{Administrator, SignedIn};
use crate::identity::service as identity;
use crate::identity::users::Session;

pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_users);
    let routes = crate::operation!(routes, get_user);
    let routes = crate::operation!(routes, ban_user);
    let routes = crate::operation!(routes, unban_user);
    let routes = crate::operation!(routes, impersonate_user);
    let routes = crate::operation!(routes, stop_impersonating);
    let routes = crate::operation!(routes, list_user_sessions);
    let routes = crate::operation!(routes, end_user_sessions);
    crate::operation!(routes, delete_user)
}

/// All users, newest first.
#[utoipa::path(get, path = "/api/admin/users", operation_id = "admin.listUsers", tag = "admin",
    params(Search, Banned, PageQuery), responses((status = 200, body = Page<AdminUser>), api::ListErrors))]
#[worker::send]
pub async fn list_users(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(filter): Query<Banned>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminUser>> {
    api::ok(users::list(&scope.edge, search.q.as_deref(), filter.banned, &page).await?)
}

/// One user with its organizations.
#[utoipa::path(get, path = "/api/admin/users/{userId}", operation_id = "admin.getUser", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")),
    responses((status = 200, body = AdminUserDetail), api::ReadErrors))]
#[worker::send]
pub async fn get_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUserDetail> {
    api::ok(users::get(&scope.edge, &id).await?)
}

/// Keeps a user out, for ever or until a moment, and ends all sessions. Never an administrator.
#[utoipa::path(post, path = "/api/admin/users/{userId}/ban", operation_id = "admin.banUser", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")), request_body = Ban,
    responses((status = 200, body = AdminUser), api::BodyErrors))]
#[worker::send]
pub async fn ban_user(scope: Administrator, PathId(id): PathId<UserId>, Json(body): Json<Ban>) -> Reply<AdminUser> {
    api::ok(users::ban(&scope, &id, &body).await?)
}

/// Lets a user in again.
#[utoipa::path(post, path = "/api/admin/users/{userId}/unban", operation_id = "admin.unbanUser", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")),
    responses((status = 200, body = AdminUser), api::ChangeErrors))]
#[worker::send]
pub async fn unban_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUser> {
    api::ok(users::unban(&scope, &id).await?)
}

/// Puts the administrator in a user's place, for an hour. Never in another administrator's. It stands in the audit log,
/// and so does everything that is done meanwhile.
#[utoipa::path(post, path = "/api/admin/users/{userId}/impersonate", operation_id = "admin.impersonate", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")),
    responses((status = 200, body = Me, description = "The session is in the cookie."), api::ChangeErrors))]
#[worker::send]
pub async fn impersonate_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<Me> {
    api::ok(impersonation::start(&scope, &id).await?)
}

/// Ends acting in somebody's place, and leads back to the administrator's own session.
#[utoipa::path(post, path = "/api/auth/impersonation/stop", operation_id = "auth.stopImpersonating", tag = "auth",
    responses((status = 200, body = Me, description = "The administrator's own session is in the cookie."), api::ChangeErrors))]
#[worker::send]
pub async fn stop_impersonating(scope: SignedIn) -> Reply<Me> {
    api::ok(identity::stop_impersonating(&scope).await?)
}

/// Ends all sessions of a user; of the administrator's own all but the present one.
#[utoipa::path(delete, path = "/api/admin/users/{userId}/sessions", operation_id = "admin.endUserSessions", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")),
    responses((status = 204, description = "They are signed out everywhere."), api::ChangeErrors))]
#[worker::send]
pub async fn end_user_sessions(scope: Administrator, PathId(id): PathId<UserId>) -> Result<StatusCode, Failure> {
    users::end_sessions(&scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A user's open sessions, newest first.
#[utoipa::path(get, path = "/api/admin/users/{userId}/sessions", operation_id = "admin.listUserSessions", tag = "admin",
    params(("userId" = UserId, Path, description = "The user."), PageQuery),
    responses((status = 200, body = Page<Session>), api::ListErrors))]
#[worker::send]
pub async fn list_user_sessions(
    scope: Administrator,
    PathId(id): PathId<UserId>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Session>> {
    api::ok(users::sessions(&scope, &id, &page).await?)
}

/// Ends a user's account for good. Organizations that nobody else belongs to go along; those that others belong to and
/// nobody else owns are handed over first.
#[utoipa::path(post, path = "/api/admin/users/{userId}/deletion", operation_id = "admin.deleteUser", tag = "admin",
    params(("userId" = UserId, Path, description = "The user.")), request_body = UserDeletion,
    responses((status = 204, description = "The account is gone."), api::BodyErrors))]
#[worker::send]
pub async fn delete_user(
    scope: Administrator,
    PathId(id): PathId<UserId>,
    Json(body): Json<UserDeletion>,
) -> Result<StatusCode, Failure> {
    users::delete(&scope, &id, &body.email).await?;
    Ok(StatusCode::NO_CONTENT)
}
