//! `auth.verifyCode`

use crate::api::{self, Json, Reply};
use crate::identity::model::{EmailAndCode, SignInOutcome};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Signs in with the code from an email. A code works once and allows five attempts.
#[operation(
    POST "/api/auth/signin/code/verify",
    id = "auth.verifyCode",
    tag = "auth",
    answer = "The user is signed in and the session cookie is set, or a second factor is required.",
)]
async fn verify_code(request: BrowserRequest, Json(body): Json<EmailAndCode>) -> Reply<SignInOutcome> {
    api::ok(sign_in::verify_code(&request, &body).await?)
}
