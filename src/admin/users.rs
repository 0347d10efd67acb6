//! Users: listing, banning, signing out and deleting them.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::UserId;
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::lists::FIRST;
use super::model::{AdminUser, AdminUserDetail, Ban, OnlyOwnedRow};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::identity::scope::Administrator;
use crate::identity::users::{self, Session, sessions};
use crate::identity::{UserRole, administrators};
use crate::platform::change::{AuditEvent, Change};

/// Sets the role of a user who is an administrator by the domain of their address.
fn with_role(edge: &Edge, mut user: AdminUser) -> AdminUser {
    if administrators::is_named(edge, &user.email, user.email_proven) {
        user.role = UserRole::Admin;
    }
    user
}

/// A page of all users, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    q: Option<&str>,
    banned: Option<bool>,
    page: &PageQuery,
) -> Result<Page<AdminUser>, Error> {
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| FIRST.to_owned());
    let banned = banned.map(i64::from);
    let statement = crate::bind!(store::LIST_USERS, edge.now(), before, limit + 1, input::search_text("q", q)?, banned);
    let rows: Vec<AdminUser> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows.into_iter().map(|user| with_role(edge, user)).collect(), limit, |row: &AdminUser| {
        row.id.to_string()
    }))
}

/// One user.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn find(edge: &Edge, id: &UserId) -> Result<AdminUser, Error> {
    let statement = crate::bind!(store::SELECT_USER, edge.now(), id);
    let user: Option<AdminUser> = edge.database()?.first(statement).await?;
    user.map(|user| with_role(edge, user)).ok_or(Error::NotFound)
}

/// Returns a user with their organizations.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(edge: &Edge, id: &UserId) -> Result<AdminUserDetail, Error> {
    let statements = vec![crate::bind!(store::SELECT_USER, edge.now(), id), crate::bind!(store::LIST_MEMBERSHIPS, id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let user: Option<AdminUser> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let organizations = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    Ok(AdminUserDetail { user: with_role(edge, user.ok_or(Error::NotFound)?), organizations })
}

/// A reason that an administrator gives.
pub(super) fn reason(text: &str) -> Result<&str, Error> {
    let reason = text.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Error::field("reason", "Use 1 to 500 characters."));
    }
    Ok(reason)
}

/// Bans a user, permanently or until a time, and deletes all of the user's sessions.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`], [`Error::Conflict`] for an administrator; [`ConflictCode::OnlyOwner`]
/// unless the body forces it.
pub async fn ban(scope: &Administrator, id: &UserId, body: &Ban) -> Result<AdminUser, Error> {
    const REFUSED: Error = Error::Conflict("An administrator cannot be banned.");
    let edge = &scope.edge;
    let reason = reason(&body.reason)?;
    let until = body.until.as_deref().map(|text| Timestamp::parse("until", text)).transpose()?;
    if until.is_some_and(|until| until.0 <= edge.now()) {
        return Err(Error::field("until", "Choose a time in the future."));
    }
    let user = find(edge, id).await?;
    if user.role == UserRole::Admin {
        return Err(REFUSED);
    }
    let mut change = Change::new(&**scope);
    if !body.force {
        must_not_be_only_owner(edge, id).await?;
        change.run(crate::bind!(store::ASSERT_NONE_ONLY_OWNED, id, edge.now()));
    }
    users::ban(&mut change, id, reason, until).await?;
    change.audit(
        &AuditEvent::new("admin.banUser", "user", id)
            .before(json!({ "banned": user.banned, "reason": user.ban_reason, "until": user.ban_expires_at }))
            .after(json!({ "banned": true, "reason": reason, "until": until })),
    );
    if let Err(error) = change.commit().await {
        if !is_precondition_failed(&error) {
            return Err(error);
        }
        // the memberships or the role have changed meanwhile
        if !body.force {
            must_not_be_only_owner(edge, id).await?;
        }
        return Err(REFUSED);
    }
    find(edge, id).await
}

/// Refuses what would leave organizations without an owner who can sign in.
async fn must_not_be_only_owner(edge: &Edge, id: &UserId) -> Result<(), Error> {
    let rows: Vec<OnlyOwnedRow> = edge.database()?.all(crate::bind!(store::LIST_ONLY_OWNED, id, edge.now())).await?;
    if rows.is_empty() {
        return Ok(());
    }
    Err(ConflictCode::OnlyOwner(rows.into_iter().map(|row| (row.id, row.name)).collect()).into())
}

/// Lifts a user's ban.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn unban(scope: &Administrator, id: &UserId) -> Result<AdminUser, Error> {
    let edge = &scope.edge;
    let user = find(edge, id).await?;
    let mut change = Change::new(&**scope);
    users::lift_ban(&mut change, id);
    change.audit(
        &AuditEvent::new("admin.unbanUser", "user", id)
            .before(json!({ "banned": user.banned, "reason": user.ban_reason, "until": user.ban_expires_at }))
            .after(json!({ "banned": false })),
    );
    change.commit().await?;
    find(edge, id).await
}

/// Revokes all sessions of a user. Of the administrator's own sessions, the current one is kept.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn end_sessions(scope: &Administrator, id: &UserId) -> Result<(), Error> {
    let edge = &scope.edge;
    find(edge, id).await?;
    // the administrator's current session is kept: it ends by signing out
    let kept = if *id == scope.user_id { Some(scope.session_id()?) } else { None };
    sessions::end_all(edge, &scope.origin(), "admin.endUserSessions", id, kept).await
}

/// Lists a user's active sessions, newest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`] for the query.
pub async fn sessions(scope: &Administrator, id: &UserId, page: &PageQuery) -> Result<Page<Session>, Error> {
    page.limit()?;
    find(&scope.edge, id).await?;
    sessions::list(&scope.edge, id, Some(scope.session_id()?), page).await
}

/// Deletes a user's account by the rules of the user's own deletion. An administrator's account cannot be deleted.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] for an administrator, and the errors of [`users::delete`].
pub async fn delete(scope: &Administrator, id: &UserId, confirmation: &str) -> Result<(), Error> {
    let user = find(&scope.edge, id).await?;
    if user.role == UserRole::Admin {
        return Err(Error::Conflict("Administrators can delete only their own account."));
    }
    let origin = scope.origin();
    let deletion = users::Deletion { action: "admin.deleteUser", origin: &origin, user_id: id, confirmation };
    users::delete(&scope.edge, deletion).await
}
