//! Sign-in with OAuth providers over HTTP.

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

/// The provider in the path, which may be unknown.
pub struct ProviderName(String);

impl Argument for ProviderName {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("provider").map(|text| Self(text.to_owned()))
    }
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_PROVIDERS, START, FINISH];

/// Lists the providers that users can sign in with, and says who may sign up.
#[operation(GET "/api/auth/providers", id = "auth.listProviders", tag = "auth", errors(crate::api::AnonymousErrors))]
async fn list_providers(request: BrowserRequest) -> Reply<Providers> {
    api::ok(service::offered(&request.edge)?)
}

/// Starts a sign-in with a provider and returns the URL to open in the browser. The user must return within ten
/// minutes. The response sets a cookie that binds the callback to this browser. From the page of an invitation, with
/// that page as `returnUrl`, a new user joins that organization.
#[operation(
    POST "/api/auth/oauth/{provider}",
    id = "auth.startOAuth",
    tag = "auth",
    params(("provider" = String, Path, description = "A provider from `auth.listProviders`.")),
    responses((status = 200, body = AuthorizationUrl), (status = 404, description = "The provider is unknown or not configured.", body = api::ErrorBody)),
)]
async fn start(
    request: BrowserRequest,
    ProviderName(provider): ProviderName,
    head: Rc<Head>,
    Json(body): Json<Start>,
) -> Reply<AuthorizationUrl> {
    let cookie = OAUTH.token(&head.headers, &request.edge);
    api::ok(service::start(&request, &provider, body.return_url.as_deref(), cookie).await?)
}

/// Handles the callback of a provider. Browsers open this address, so it always redirects: after a sign-in or after
/// linking an account to the requested page, and on failure to the page that started the flow, with the reason in
/// `?problem=`.
#[operation(
    GET "/api/auth/oauth/{provider}/callback",
    id = "auth.finishOAuth",
    tag = "auth",
    params(("provider" = String, Path, description = "The provider."), ("code" = Option<String>, Query, description = "The authorization code."), ("state" = Option<String>, Query, description = "The state that the flow was started with."), ("error" = Option<String>, Query, description = "The provider's error code, when there is no authorization code."), ("iss" = Option<String>, Query, description = "The issuer (RFC 9207).")),
    responses((status = 303, description = "Redirects to a page on this site.", headers(("Location" = String, description = "A path on this site.")))),
    errors(crate::api::AnonymousErrors),
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
