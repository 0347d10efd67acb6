//! `auth.sendCode`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{EmailOnly, MailSent};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, send_code)
}

/// Has a code sent that signs in. Nothing tells whether there is such an account but the mail.
#[utoipa::path(post, path = "/api/auth/signin/code", operation_id = "auth.sendCode", tag = "auth",
    request_body = EmailOnly,
    responses((status = 202, body = MailSent, description = "A mail is on its way."), api::PublicErrors))]
#[worker::send]
pub async fn send_code(request: BrowserRequest, Json(body): Json<EmailOnly>) -> Reply<MailSent> {
    api::accepted(service::send_code(&request, &body.email).await?)
}
