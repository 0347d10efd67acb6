//! `user.me`

use crate::api::{self, Reply};
use crate::identity::model;
use crate::identity::scope::SessionRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Returns the signed-in user and their organizations.
#[operation(GET "/api/auth/me", id = "user.me", tag = "auth")]
async fn me(request: SessionRequest) -> Reply<model::Me> {
    api::ok(sign_in::me(&request).await?)
}
