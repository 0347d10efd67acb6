//! `auth.signUp`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{MailSent, SignUp};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, SignUpBrowser};
use steward_macros::operation;

/// Starts a sign-up and sends a verification code to the email address. The response is the same whether or not an
/// account exists.
#[operation(
    POST "/api/auth/signup",
    id = "auth.signUp",
    tag = "auth",
    alias("/api/auth/register", "auth.register"),
    answer = "The request is accepted. A cookie binds the sign-up to this browser.",
    more_errors(crate::api::ProviderErrors),
)]
async fn sign_up(request: BrowserRequest, browser: SignUpBrowser, Json(body): Json<SignUp>) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::sign_up(&request, browser, body).await?)
}
