//! `auth.sendLink`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{MailSent, SendLink};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, send_link)
}

/// Has a link sent that signs in. Nothing tells whether there is such an account but the mail.
#[utoipa::path(post, path = "/api/auth/signin/link", operation_id = "auth.sendLink", tag = "auth",
    request_body = SendLink,
    responses((status = 202, body = MailSent, description = "A mail is on its way."), api::PublicErrors))]
#[worker::send]
pub async fn send_link(request: BrowserRequest, Json(body): Json<SendLink>) -> Reply<MailSent> {
    api::accepted(service::send_link(&request, &body).await?)
}
