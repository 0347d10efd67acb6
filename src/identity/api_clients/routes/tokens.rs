//! Access and refresh tokens.

use crate::api::{self, EmptyReply, Json, Reply};
use crate::identity::api_clients::model::{Login, Refresh, Tokens};
use crate::identity::api_clients::tokens;
use crate::identity::scope::ApiRequest;
use steward_macros::operation;

/// Signs in a program with email and password. The rate limits are those of signing in with a browser.
#[operation(POST "/api/auth/login", id = "auth.login", tag = "auth")]
async fn login(request: ApiRequest, Json(body): Json<Login>) -> Reply<Tokens> {
    api::ok(tokens::login(&request, &body).await?)
}

/// Exchanges a refresh token for new tokens. A refresh token works once; using it again ends the session.
#[operation(POST "/api/auth/refresh", id = "auth.refresh", tag = "auth")]
async fn refresh(request: ApiRequest, Json(body): Json<Refresh>) -> Reply<Tokens> {
    api::ok(tokens::refresh(&request, &body.refresh_token).await?)
}

/// Ends the session of a refresh token.
#[operation(POST "/api/auth/logout", id = "auth.logout", tag = "auth", answer = "The session is ended.")]
async fn logout(request: ApiRequest, Json(body): Json<Refresh>) -> EmptyReply {
    tokens::logout(&request, &body.refresh_token).await?;
    api::no_content()
}
