//! `auth.sendCode`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Sends a sign-in code to an email address. The response is the same whether or not the account exists.
#[operation(
    POST "/api/auth/signin/code",
    id = "auth.sendCode",
    tag = "auth",
    answer = "The request is accepted.",
    more_errors(crate::api::ProviderErrors),
)]
async fn send_code(request: BrowserRequest, Json(body): Json<EmailOnly>) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::send_code(&request, &body).await?)
}
