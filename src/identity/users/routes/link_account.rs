//! `user.linkAccount`

use std::rc::Rc;

use crate::api::{self, Json, Reply};
use crate::edge::bridge::Head;
use crate::identity::oauth::{self, AuthorizationUrl, StartLink};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::sessions::cookie::OAUTH;
use steward_macros::operation;

/// Starts linking an account at a provider and returns the URL to open in the browser. The user must return to
/// `auth.finishOAuth` within ten minutes. The response sets a cookie that binds the callback to this browser.
#[operation(POST "/api/user/accounts", id = "user.linkAccount", tag = "account")]
async fn link_account(scope: StepUp<UserOnly>, head: Rc<Head>, Json(body): Json<StartLink>) -> Reply<AuthorizationUrl> {
    let cookie = OAUTH.token(&head.headers, &scope.edge);
    api::ok(oauth::start_link(&scope, body.provider, body.return_url.as_deref(), cookie).await?)
}
