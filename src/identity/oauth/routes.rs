//! Providers over HTTP.

use std::rc::Rc;

use crate::api::{Argument, Input, Needs};
use crate::edge::bridge::Head;
use crate::edge::response::Response;
use steward_kernel::error::Error;

use super::model::{AuthorizationUrl, Providers, Start};
use super::service::{self, CallbackQuery};
use crate::api::{self, Json, Operation, Query, RawReply, Reply};
use crate::identity::scope::{BrowserRequest, SignedIn};
use crate::identity::sessions::cookie::OAUTH;
use steward_macros::operation;

/// The provider that the path names, whether there is such a one or not.
pub struct ProviderName(String);

impl Argument for ProviderName {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("provider").map(|text| Self(text.to_owned()))
    }
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_PROVIDERS, START, FINISH];

/// The providers that one can sign in with here.
#[operation(GET "/api/auth/providers", id = "auth.listProviders", tag = "auth", errors())]
async fn list_providers(request: BrowserRequest) -> Reply<Providers> {
    api::ok(service::offered(&request.edge))
}

/// Begins to sign in with a provider: the browser goes on there, within ten minutes. The cookie that is set binds the
/// way back to this browser.
#[operation(
    POST "/api/auth/oauth/{provider}",
    id = "auth.startOAuth",
    tag = "auth",
    params(("provider" = String, Path, description = "One of those that `auth.listProviders` names.")),
    responses((status = 200, body = AuthorizationUrl), (status = 404, description = "There is no such provider here.", body = api::ErrorBody)),
)]
async fn start(
    request: BrowserRequest,
    ProviderName(provider): ProviderName,
    Json(body): Json<Start>,
) -> Reply<AuthorizationUrl> {
    api::ok(service::start(&request, &provider, body.return_url.as_deref()).await?)
}

/// The way back from a provider. Browsers come here, so every answer is a page to go to: the one that was asked for,
/// signed in or with the account linked, or the one where it was begun, with `?problem=` and why it did not work.
#[operation(
    GET "/api/auth/oauth/{provider}/callback",
    id = "auth.finishOAuth",
    tag = "auth",
    params(("provider" = String, Path, description = "The provider."), ("code" = Option<String>, Query, description = "To be exchanged for who somebody is."), ("state" = Option<String>, Query, description = "What it was begun with."), ("error" = Option<String>, Query, description = "Why there is no code."), ("iss" = Option<String>, Query, description = "Who answers (RFC 9207).")),
    responses((status = 303, description = "To a page on this site.", headers(("Location" = String, description = "A path on this site.")))),
    errors(),
)]
async fn finish(
    request: BrowserRequest,
    caller: Result<SignedIn, Error>,
    ProviderName(provider): ProviderName,
    head: Rc<Head>,
    query: Result<Query<CallbackQuery>, Error>,
) -> RawReply {
    let cookie = OAUTH.token(&head.headers, &request.edge);
    let returned = query.map(|Query(returned)| returned).unwrap_or_default();
    let page = service::finish(&request, caller.as_deref().ok(), &provider, &returned, cookie.as_deref()).await;
    Ok(Response::see_other(page))
}
