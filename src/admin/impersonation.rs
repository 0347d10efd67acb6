//! Impersonation: an administrator acts as a user.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::users;
use crate::identity::scope::Administrator;
use crate::identity::{Me, UserRole, sign_in};

/// Starts a session in which the administrator acts as a user for one hour. The reason is audited.
///
/// # Errors
/// [`Error::Validation`]; [`Error::NotFound`]; [`Error::Conflict`] for an administrator, or for a user who is banned.
pub async fn start(scope: &Administrator, user_id: &UserId, reason: &str) -> Result<Me, Error> {
    let reason = users::reason(reason)?;
    let user = users::find(&scope.edge, user_id).await?;
    if user.role == UserRole::Admin {
        return Err(Error::Conflict("An administrator cannot be impersonated."));
    }
    if user.banned {
        return Err(Error::Conflict("A banned user cannot be impersonated."));
    }
    sign_in::impersonate(scope, user_id, reason).await
}
