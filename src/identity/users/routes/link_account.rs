//! `user.linkAccount`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::oauth::{self, AuthorizationUrl, StartLink};
use crate::identity::scope::SignedIn;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, link_account)
}

/// Begins to link another way to sign in: the browser goes on at the provider, within ten minutes, and comes back by
/// `auth.finishOAuth`. The cookie that is set binds the way back to this browser.
#[utoipa::path(post, path = "/api/user/accounts", operation_id = "user.linkAccount", tag = "account",
    request_body = StartLink,
    responses((status = 200, body = AuthorizationUrl), api::BodyErrors))]
#[worker::send]
pub async fn link_account(scope: SignedIn, Json(body): Json<StartLink>) -> Reply<AuthorizationUrl> {
    api::ok(oauth::start_link(&scope, body.provider, body.return_url.as_deref()).await?)
}
