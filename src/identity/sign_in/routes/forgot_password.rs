//! `auth.forgotPassword`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::service::password;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, forgot_password)
}

/// Has a link sent by which a new password is set. Nothing tells whether there is such an account but the mail.
#[utoipa::path(post, path = "/api/auth/password/forgot", operation_id = "auth.forgotPassword", tag = "auth",
    request_body = EmailOnly,
    responses((status = 202, body = MailSent, description = "A mail is on its way."), api::PublicErrors))]
#[worker::send]
pub async fn forgot_password(request: BrowserRequest, Json(body): Json<EmailOnly>) -> Reply<MailSent> {
    api::accepted(password::forgot(&request, &body.email).await?)
}
