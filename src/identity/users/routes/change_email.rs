//! `user.changeEmail`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::MailSent;
use crate::identity::scope::SignedIn;
use crate::identity::users::email;
use crate::identity::users::model::EmailChange;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, change_email)
}

/// Has a code sent to an address, to change to it or to prove one's own. Whether somebody has it is told to nobody.
#[utoipa::path(post, path = "/api/user/email", operation_id = "user.changeEmail", tag = "account",
    request_body = EmailChange,
    responses((status = 202, body = MailSent), api::BodyErrors))]
#[worker::send]
pub async fn change_email(scope: SignedIn, Json(body): Json<EmailChange>) -> Reply<MailSent> {
    api::accepted(email::change(&scope, &body.email).await?)
}
