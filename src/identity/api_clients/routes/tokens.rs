//! Access and refresh tokens.

use http::StatusCode;

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::api_clients::model::{Login, Refresh, Tokens};
use crate::identity::api_clients::tokens;
use crate::identity::scope::ApiRequest;

pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, login);
    let routes = crate::operation!(routes, refresh);
    crate::operation!(routes, logout)
}

/// Signs a program in by password. The limits are those of signing in in a browser.
#[utoipa::path(post, path = "/api/auth/login", operation_id = "auth.login", tag = "auth", request_body = Login,
    responses((status = 200, body = Tokens), api::PublicErrors))]
#[worker::send]
pub async fn login(request: ApiRequest, Json(body): Json<Login>) -> Reply<Tokens> {
    api::ok(tokens::login(&request, &body).await?)
}

/// Exchanges a refresh token for new tokens. Each works once; the second use of one ends the session.
#[utoipa::path(post, path = "/api/auth/refresh", operation_id = "auth.refresh", tag = "auth", request_body = Refresh,
    responses((status = 200, body = Tokens), api::PublicErrors))]
#[worker::send]
pub async fn refresh(request: ApiRequest, Json(body): Json<Refresh>) -> Reply<Tokens> {
    api::ok(tokens::refresh(&request, &body.refresh_token).await?)
}

/// Ends the session behind a refresh token.
#[utoipa::path(post, path = "/api/auth/logout", operation_id = "auth.logout", tag = "auth", request_body = Refresh,
    responses((status = 204, description = "The session has ended."), api::PublicErrors))]
#[worker::send]
pub async fn logout(request: ApiRequest, Json(body): Json<Refresh>) -> Result<StatusCode, Failure> {
    tokens::logout(&request, &body.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
