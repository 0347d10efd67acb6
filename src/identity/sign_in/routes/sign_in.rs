//! `auth.signIn`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{Me, SignIn};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, sign_in)
}

/// Signs in. Five failures for an account, or twenty from an address, in fifteen minutes are the limit.
#[utoipa::path(post, path = "/api/auth/signin", operation_id = "auth.signIn", tag = "auth", request_body = SignIn,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn sign_in(request: BrowserRequest, Json(body): Json<SignIn>) -> Reply<Me> {
    api::ok(service::sign_in(&request, &body).await?)
}
