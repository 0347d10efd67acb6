//! `auth.sendLink`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::model::{MailSent, SendLink};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Has a link sent that signs in. Nothing tells whether there is such an account but the mail.
#[operation(POST "/api/auth/signin/link", id = "auth.sendLink", tag = "auth", answer = "A mail is on its way.")]
async fn send_link(request: BrowserRequest, Json(body): Json<SendLink>) -> AcceptedReply<MailSent> {
    api::accepted(sign_in::send_link(&request, &body).await?)
}
