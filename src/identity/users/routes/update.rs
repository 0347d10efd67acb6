//! `user.updateProfile`

use crate::api::{self, Json, Reply};
use crate::identity::User;
use crate::identity::scope::PersonOnly;
use crate::identity::users::model::ProfileChange;
use crate::identity::users::profile;
use steward_macros::operation;

/// Updates the caller's profile.
#[operation(PATCH "/api/user", id = "user.updateProfile", tag = "account")]
async fn update(scope: PersonOnly, Json(body): Json<ProfileChange>) -> Reply<User> {
    api::ok(profile::update(&scope, &body).await?)
}
