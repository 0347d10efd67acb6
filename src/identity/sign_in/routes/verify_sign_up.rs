//! `auth.verifySignUp`

use crate::api::{self, CreatedReply, Json};
use crate::identity::model::{EmailAndCode, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, SignUpBrowser};
use steward_macros::operation;

/// Completes a sign-up with the code from the email, in the browser that started it, and signs in. Creates an
/// organization with a first estate, unless the user joins one by an invitation or by the domain of the address.
#[operation(
    POST "/api/auth/signup/verify",
    id = "auth.verifySignUp",
    tag = "auth",
    answer = "The account is created; the session cookie is set.",
)]
async fn verify_sign_up(
    request: BrowserRequest,
    browser: SignUpBrowser,
    Json(body): Json<EmailAndCode>,
) -> CreatedReply<Me> {
    api::created(sign_in::verify_sign_up(&request, browser, &body).await?)
}
