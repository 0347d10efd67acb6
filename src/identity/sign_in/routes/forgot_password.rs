//! `auth.forgotPassword`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::password;
use steward_macros::operation;

/// Has a link sent by which a new password is set. Nothing tells whether there is such an account but the mail.
#[operation(
    POST "/api/auth/password/forgot",
    id = "auth.forgotPassword",
    tag = "auth",
    answer = "A mail is on its way.",
)]
async fn forgot_password(request: BrowserRequest, Json(body): Json<EmailOnly>) -> AcceptedReply<MailSent> {
    api::accepted(password::forgot(&request, &body.email).await?)
}
