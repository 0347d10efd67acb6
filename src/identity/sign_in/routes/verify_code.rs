//! `auth.verifyCode`

use crate::api::{self, Json, Reply};
use crate::identity::model::{EmailAndCode, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Signs in by the code of a mail, once. Five tries end a code.
#[operation(
    POST "/api/auth/signin/code/verify",
    id = "auth.verifyCode",
    tag = "auth",
    answer = "Signed in; the session is in the cookie.",
)]
async fn verify_code(request: BrowserRequest, Json(body): Json<EmailAndCode>) -> Reply<Me> {
    api::ok(sign_in::verify_code(&request, &body).await?)
}
