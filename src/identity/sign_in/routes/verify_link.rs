//! `auth.verifyLink`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{LinkToken, SignedInByLink};
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, verify_link)
}

/// Signs in by the link of a mail, once.
#[utoipa::path(post, path = "/api/auth/signin/link/verify", operation_id = "auth.verifyLink", tag = "auth",
    request_body = LinkToken,
    responses((status = 200, body = SignedInByLink, description = "Signed in; the session is in the cookie."),
        api::PublicErrors))]
#[worker::send]
pub async fn verify_link(request: BrowserRequest, Json(body): Json<LinkToken>) -> Reply<SignedInByLink> {
    api::ok(service::verify_link(&request, &body).await?)
}
