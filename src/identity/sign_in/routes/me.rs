//! `user.me`

use crate::api::{self, Reply};
use crate::identity::model;
use crate::identity::scope::SessionRequest;
use crate::identity::service;
use steward_macros::operation;

/// Who is signed in, and where they belong.
#[operation(GET "/api/auth/me", id = "user.me", tag = "auth")]
async fn me(request: SessionRequest) -> Reply<model::Me> {
    api::ok(service::me(&request).await?)
}
