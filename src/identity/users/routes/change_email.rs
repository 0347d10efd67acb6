//! `user.changeEmail`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::MailSent;
use crate::identity::scope::SignedIn;
use crate::identity::users::email;
use crate::identity::users::model::EmailChange;
use steward_macros::operation;

/// Has a code sent to an address, to change to it or to prove one's own. Whether somebody has it is told to nobody.
#[operation(POST "/api/user/email", id = "user.changeEmail", tag = "account")]
async fn change_email(scope: SignedIn, Json(body): Json<EmailChange>) -> AcceptedReply<MailSent> {
    api::accepted(email::change(&scope, &body.email).await?)
}
