//! Who administers the platform.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::model::AdminUser;
use super::users;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Administrator;
use crate::identity::users::set_platform_role;
use crate::identity::{UserRole, administrators};
use crate::platform::change::{AuditEvent, Change};

/// Makes a user an administrator, or an administrator a user again. Nobody changes their own role, so that one
/// administrator is always left.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for the caller, for an administrator by the domain of their address, and for
/// a user who cannot be an administrator.
pub async fn set_role(scope: &Administrator, id: &UserId, role: UserRole) -> Result<AdminUser, Error> {
    let edge = &scope.edge;
    if *id == scope.user_id {
        return Err(Error::Conflict("You cannot change your own role: ask another administrator."));
    }
    let user = users::find(edge, id).await?;
    if administrators::is_named(edge, &user.email, user.email_proven) {
        return Err(Error::Conflict(
            "This user is an administrator by the domain of their email address, which ADMIN_EMAIL_DOMAINS names.",
        ));
    }
    if user.role == role {
        return Ok(user);
    }
    let mut change = Change::new(&**scope);
    set_platform_role(&mut change, scope, id, role).await?;
    let event = AuditEvent::new("admin.setUserRole", "user", id);
    change.audit(&event.before(json!({ "role": user.role })).after(json!({ "role": role })));
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => Err(Error::Conflict(
            "Only a user with a verified email address, who is neither banned nor a program, can be an administrator.",
        )),
        Err(error) => Err(error),
        Ok(()) => users::find(edge, id).await,
    }
}
