//! `auth.verifyCode`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{EmailAndCode, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, verify_code)
}

/// Signs in by the code of a mail, once. Five tries end a code.
#[utoipa::path(post, path = "/api/auth/signin/code/verify", operation_id = "auth.verifyCode", tag = "auth",
    request_body = EmailAndCode,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn verify_code(request: BrowserRequest, Json(body): Json<EmailAndCode>) -> Reply<Me> {
    api::ok(service::verify_code(&request, &body).await?)
}
