//! `auth.forgotPassword`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::password;
use steward_macros::operation;

/// Sends a link for setting a new password. The response is the same whether or not the account exists.
#[operation(
    POST "/api/auth/password/forgot",
    id = "auth.forgotPassword",
    tag = "auth",
    answer = "The request is accepted.",
    more_errors(crate::api::ProviderErrors),
)]
async fn forgot_password(request: BrowserRequest, Json(body): Json<EmailOnly>) -> AcceptedReply<MailSent> {
    api::accepted(password::forgot(&request, &body).await?)
}
