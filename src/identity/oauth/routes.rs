//! Providers over HTTP.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use steward_kernel::error::Error;

use super::model::{AuthorizationUrl, Providers, Start};
use super::service::{self, CallbackQuery};
use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{Json, Query, path_parameter};
use crate::identity::scope::{BrowserRequest, SignedIn};
use crate::identity::sessions::cookie::OAUTH;

/// The provider that the path names, whether there is such a one or not.
pub struct ProviderName(String);

impl FromRequestParts<()> for ProviderName {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "provider").await?))
    }
}

/// The operations by which one signs in with a provider.
pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_providers);
    let routes = crate::operation!(routes, start);
    crate::operation!(routes, finish)
}

/// The providers that one can sign in with here.
#[utoipa::path(get, path = "/api/auth/providers", operation_id = "auth.listProviders", tag = "auth",
    responses((status = 200, body = Providers)))]
#[worker::send]
pub async fn list_providers(request: BrowserRequest) -> Reply<Providers> {
    api::ok(service::offered(&request.edge))
}

/// Begins to sign in with a provider: the browser goes on there, within ten minutes. The cookie that is set binds the
/// way back to this browser.
#[utoipa::path(post, path = "/api/auth/oauth/{provider}", operation_id = "auth.startOAuth", tag = "auth",
    params(("provider" = String, Path, description = "One of those that `auth.listProviders` names.")),
    request_body = Start, responses((status = 200, body = AuthorizationUrl), api::PublicErrors,
        (status = 404, description = "There is no such provider here.", body = api::ErrorBody)))]
#[worker::send]
pub async fn start(
    request: BrowserRequest,
    ProviderName(provider): ProviderName,
    Json(body): Json<Start>,
) -> Reply<AuthorizationUrl> {
    api::ok(service::start(&request, &provider, body.return_url.as_deref()).await?)
}

/// The way back from a provider. Browsers come here, so every answer is a page to go to: the one that was asked for,
/// signed in or with the account linked, or the one where it was begun, with `?problem=` and why it did not work.
#[utoipa::path(get, path = "/api/auth/oauth/{provider}/callback", operation_id = "auth.finishOAuth", tag = "auth",
    params(
        ("provider" = String, Path, description = "The provider."),
        ("code" = Option<String>, Query, description = "To be exchanged for who somebody is."),
        ("state" = Option<String>, Query, description = "What it was begun with."),
        ("error" = Option<String>, Query, description = "Why there is no code."),
        ("iss" = Option<String>, Query, description = "Who answers (RFC 9207)."),
    ),
    responses((status = 303, description = "To a page on this site.",
        headers(("Location" = String, description = "A path on this site.")))))]
#[worker::send]
pub async fn finish(
    request: BrowserRequest,
    caller: Result<SignedIn, Failure>,
    ProviderName(provider): ProviderName,
    headers: HeaderMap,
    query: Result<Query<CallbackQuery>, Failure>,
) -> Result<Response, Failure> {
    let cookie = OAUTH.token(&headers, &request.edge);
    let returned = query.map(|Query(returned)| returned).unwrap_or_default();
    let page = service::finish(&request, caller.as_deref().ok(), &provider, &returned, cookie.as_deref()).await;
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::try_from(page).map_err(Error::internal)?);
    Ok(response)
}
