//! `auth.sendLink`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{MailSent, SendLink};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, LinkBrowser};
use steward_macros::operation;

/// Sends a sign-in link to an email address. The response is the same whether or not the account exists. Its cookie
/// identifies the browser when the link is opened.
#[operation(
    POST "/api/auth/signin/link",
    id = "auth.sendLink",
    tag = "auth",
    answer = "The request is accepted.",
    more_errors(crate::api::ProviderErrors),
)]
async fn send_link(
    request: BrowserRequest,
    browser: LinkBrowser,
    Json(body): Json<SendLink>,
) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::send_link(&request, browser, &body).await?)
}
