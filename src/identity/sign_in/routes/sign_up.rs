//! `auth.signUp`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{MailSent, SignUp};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, SignUpBrowser};
use steward_macros::operation;

/// Begins to sign up: a code is sent to the address. Nothing tells whether there is an account already but the mail.
#[operation(
    POST "/api/auth/signup",
    id = "auth.signUp",
    tag = "auth",
    alias("/api/auth/register", "auth.register"),
    answer = "A mail is on its way. A cookie holds the browser's part.",
)]
async fn sign_up(request: BrowserRequest, browser: SignUpBrowser, Json(body): Json<SignUp>) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::sign_up(&request, browser, body).await?)
}
