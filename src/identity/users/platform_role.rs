//! The role on the platform.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::store;
use crate::identity::administrators;
use crate::identity::model::UserRole;
use crate::identity::scope::Administrator;
use crate::identity::sessions::session;
use crate::platform::change::Change;

/// Adds the role of a user to a change without a tenant. Who is no administrator any more is signed out everywhere, and
/// the impersonations end. The change fails when the user has this role, cannot have it, or when `administrator` is no
/// administrator any more.
///
/// # Errors
/// [`Error::Database`].
pub async fn set_platform_role(
    change: &mut Change,
    administrator: &Administrator,
    user_id: &UserId,
    role: UserRole,
) -> Result<(), Error> {
    let edge = &administrator.edge;
    let is_named = administrators::is_named(edge, &administrator.user_email, administrator.user_email_proven);
    let now = edge.now();
    change.must_change(crate::bind!(store::SET_ROLE, user_id, role, now, administrator.user_id, i64::from(is_named)));
    if role == UserRole::User {
        session::revoke_all(change, user_id, None).await?;
    }
    Ok(())
}
