//! `user.removePicture`

use crate::api::{self, Reply};
use crate::identity::User;
use crate::identity::scope::PersonOnly;
use crate::identity::users::profile;
use steward_macros::operation;

/// Removes the caller's picture.
#[operation(DELETE "/api/user/picture", id = "user.removePicture", tag = "account")]
async fn remove_picture(scope: PersonOnly) -> Reply<User> {
    api::ok(profile::remove_picture(&scope).await?)
}
