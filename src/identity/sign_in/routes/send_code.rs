//! `auth.sendCode`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Has a code sent that signs in. Nothing tells whether there is such an account but the mail.
#[operation(POST "/api/auth/signin/code", id = "auth.sendCode", tag = "auth", answer = "A mail is on its way.")]
async fn send_code(request: BrowserRequest, Json(body): Json<EmailOnly>) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::send_code(&request, &body.email).await?)
}
