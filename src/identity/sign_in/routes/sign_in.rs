//! `auth.signIn`

use crate::api::{self, Json, Reply};
use crate::identity::model::{Me, SignIn};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;
use steward_macros::operation;

/// Signs in. Five failures for an account, or twenty from an address, in fifteen minutes are the limit.
#[operation(
    POST "/api/auth/signin",
    id = "auth.signIn",
    tag = "auth",
    answer = "Signed in; the session is in the cookie.",
)]
async fn sign_in(request: BrowserRequest, Json(body): Json<SignIn>) -> Reply<Me> {
    api::ok(service::sign_in(&request, &body).await?)
}
