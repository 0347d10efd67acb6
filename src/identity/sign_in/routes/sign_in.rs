//! `auth.signIn`

use crate::api::{self, Json, Reply};
use crate::identity::model::{Me, SignIn};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;
use steward_macros::operation;

/// Signs in with email and password. At most five failures for an account and twenty from an IP address are allowed in
/// fifteen minutes.
#[operation(
    POST "/api/auth/signin",
    id = "auth.signIn",
    tag = "auth",
    answer = "The user is signed in; the session cookie is set.",
)]
async fn sign_in(request: BrowserRequest, Json(body): Json<SignIn>) -> Reply<Me> {
    api::ok(service::sign_in(&request, &body).await?)
}
