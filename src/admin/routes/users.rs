//! Users.

use steward_kernel::id::UserId;
use steward_kernel::page::{Page, PageQuery};

use crate::admin::model::{
    AdminUser, AdminUserDetail, Ban, Banned, Search, StartImpersonation, UserDeletion, UserRoleChange,
};
use crate::admin::{impersonation, roles, users};
use crate::api::{self, EmptyReply, Json, PathId, Query, Reply};
use crate::identity::Me;
use crate::identity::scope::{Administrator, SignedIn, StepUp};
use crate::identity::sign_in;
use crate::identity::users::Session;
use steward_macros::operation;

/// Lists all users, newest first.
#[operation(GET "/api/admin/users", id = "admin.listUsers", tag = "admin")]
async fn list_users(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(filter): Query<Banned>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AdminUser>> {
    api::ok(users::list(&scope.edge, search.q.as_deref(), filter.banned, &page).await?)
}

/// Returns a user with their organizations.
#[operation(GET "/api/admin/users/{userId}", id = "admin.getUser", tag = "admin")]
async fn get_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUserDetail> {
    api::ok(users::get(&scope.edge, &id).await?)
}

/// Bans a user permanently or until a given time and revokes all of their sessions. Administrators cannot be banned.
#[operation(POST "/api/admin/users/{userId}/ban", id = "admin.banUser", tag = "admin")]
async fn ban_user(scope: Administrator, PathId(id): PathId<UserId>, Json(body): Json<Ban>) -> Reply<AdminUser> {
    api::ok(users::ban(&scope, &id, &body).await?)
}

/// Lifts the ban of a user.
#[operation(POST "/api/admin/users/{userId}/unban", id = "admin.unbanUser", tag = "admin")]
async fn unban_user(scope: Administrator, PathId(id): PathId<UserId>) -> Reply<AdminUser> {
    api::ok(users::unban(&scope, &id).await?)
}

/// Impersonates a user for one hour. Administrators cannot be impersonated. The audit log records the impersonation and
/// everything that is done during it.
#[operation(
    POST "/api/admin/users/{userId}/impersonate",
    id = "admin.impersonate",
    tag = "admin",
    answer = "The session cookie is set.",
)]
async fn impersonate_user(
    scope: StepUp<Administrator>,
    PathId(id): PathId<UserId>,
    Json(body): Json<StartImpersonation>,
) -> Reply<Me> {
    api::ok(impersonation::start(&scope, &id, &body.reason).await?)
}

/// Makes a user an administrator, or an administrator a user again, who is then signed out everywhere. The user's address
/// must be verified. Nobody changes their own role.
#[operation(PATCH "/api/admin/users/{userId}", id = "admin.setUserRole", tag = "admin")]
async fn set_user_role(
    scope: StepUp<Administrator>,
    PathId(id): PathId<UserId>,
    Json(body): Json<UserRoleChange>,
) -> Reply<AdminUser> {
    api::ok(roles::set_role(&scope, &id, body.role).await?)
}

/// Stops impersonating and restores the administrator's own session.
#[operation(
    POST "/api/auth/impersonation/stop",
    id = "auth.stopImpersonating",
    tag = "auth",
    answer = "The cookie of the administrator's own session is set.",
)]
async fn stop_impersonating(scope: SignedIn) -> Reply<Me> {
    api::ok(sign_in::stop_impersonating(&scope).await?)
}

/// Revokes all sessions of a user. Of the administrator's own sessions, the current one is kept.
#[operation(
    DELETE "/api/admin/users/{userId}/sessions",
    id = "admin.endUserSessions",
    tag = "admin",
    answer = "The sessions are revoked.",
)]
async fn end_user_sessions(scope: Administrator, PathId(id): PathId<UserId>) -> EmptyReply {
    users::end_sessions(&scope, &id).await?;
    api::no_content()
}

/// Lists the active sessions of a user, newest first.
#[operation(GET "/api/admin/users/{userId}/sessions", id = "admin.listUserSessions", tag = "admin")]
async fn list_user_sessions(
    scope: Administrator,
    PathId(id): PathId<UserId>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Session>> {
    api::ok(users::sessions(&scope, &id, &page).await?)
}

/// Deletes a user's account permanently, with the organizations that have no other members. Organizations that have
/// other members but no other owner must be transferred first.
#[operation(
    POST "/api/admin/users/{userId}/deletion",
    id = "admin.deleteUser",
    tag = "admin",
    answer = "The account is deleted.",
)]
async fn delete_user(
    scope: StepUp<Administrator>,
    PathId(id): PathId<UserId>,
    Json(body): Json<UserDeletion>,
) -> EmptyReply {
    users::delete(&scope, &id, &body.email).await?;
    api::no_content()
}
