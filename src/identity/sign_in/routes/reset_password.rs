//! `auth.resetPassword`

use crate::api::{self, Json, Reply};
use crate::identity::model::{Me, PasswordReset};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::password;
use steward_macros::operation;

/// Sets a password by the link of a mail, once, and signs in. Every other session ends.
#[operation(
    POST "/api/auth/password/reset",
    id = "auth.resetPassword",
    tag = "auth",
    answer = "Signed in; the session is in the cookie.",
)]
async fn reset_password(request: BrowserRequest, Json(body): Json<PasswordReset>) -> Reply<Me> {
    api::ok(password::reset(&request, &body).await?)
}
