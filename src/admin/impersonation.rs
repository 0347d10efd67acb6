//! Acting in a user's place.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::users;
use crate::identity::scope::Administrator;
use crate::identity::{Me, UserRole, service};

/// Puts the administrator in a user's place, for an hour.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for an administrator, or somebody who is banned.
pub async fn start(scope: &Administrator, user_id: &UserId) -> Result<Me, Error> {
    let user = users::find(&scope.edge, user_id).await?;
    if user.role == UserRole::Admin {
        return Err(Error::Conflict("nobody acts in the place of an administrator"));
    }
    if user.banned {
        return Err(Error::Conflict("nobody acts in the place of somebody who is banned"));
    }
    if !scope.has_cookie {
        return Err(Error::Conflict("this needs the session of a browser"));
    }
    service::impersonate(scope, user_id).await
}
