//! `user.changeEmail`

use crate::api::{self, AcceptedReply, Json};
use crate::identity::MailSent;
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::users::email;
use crate::identity::users::model::EmailChange;
use steward_macros::operation;

/// Sends a verification code to an email address, to change the account's address or to verify the current one. The
/// response is the same whether or not the address belongs to another account.
#[operation(POST "/api/user/email", id = "user.changeEmail", tag = "account")]
async fn change_email(scope: StepUp<UserOnly>, Json(body): Json<EmailChange>) -> AcceptedReply<MailSent> {
    api::accepted(email::change(&scope, &body.email).await?)
}
