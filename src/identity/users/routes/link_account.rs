//! `user.linkAccount`

use crate::api::{self, Json, Reply};
use crate::identity::oauth::{self, AuthorizationUrl, StartLink};
use crate::identity::scope::SignedIn;
use steward_macros::operation;

/// Begins to link another way to sign in: the browser goes on at the provider, within ten minutes, and comes back by
/// `auth.finishOAuth`. The cookie that is set binds the way back to this browser.
#[operation(POST "/api/user/accounts", id = "user.linkAccount", tag = "account")]
async fn link_account(scope: SignedIn, Json(body): Json<StartLink>) -> Reply<AuthorizationUrl> {
    api::ok(oauth::start_link(&scope, body.provider, body.return_url.as_deref()).await?)
}
