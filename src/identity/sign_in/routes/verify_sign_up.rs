//! `auth.verifySignUp`

use crate::api::{self, CreatedReply, Json};
use crate::identity::model::{EmailAndCode, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, SignUpBrowser};
use steward_macros::operation;

/// Signs up by the code of the mail, in the browser that asked for it, and signs in. An organization with a first estate
/// is made along with the user, unless an invitation or the address's domain gives one.
#[operation(
    POST "/api/auth/signup/verify",
    id = "auth.verifySignUp",
    tag = "auth",
    answer = "Signed up; the session is in the cookie.",
)]
async fn verify_sign_up(
    request: BrowserRequest,
    browser: SignUpBrowser,
    Json(body): Json<EmailAndCode>,
) -> CreatedReply<Me> {
    api::created(sign_in::verify_sign_up(&request, browser, &body).await?)
}
