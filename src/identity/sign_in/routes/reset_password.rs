//! `auth.resetPassword`

use crate::api::{self, Json, Reply};
use crate::identity::model::{PasswordReset, SignInOutcome};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::password;
use steward_macros::operation;

/// Sets a new password with the link from an email and signs in. A link works once. All other sessions are revoked.
#[operation(
    POST "/api/auth/password/reset",
    id = "auth.resetPassword",
    tag = "auth",
    answer = "The user is signed in and the session cookie is set, or a second factor is required.",
)]
async fn reset_password(request: BrowserRequest, Json(body): Json<PasswordReset>) -> Reply<SignInOutcome> {
    api::ok(password::reset(&request, &body).await?)
}
