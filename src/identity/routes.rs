//! Signing up, in and out; who one is.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use steward_kernel::error::Error;

use super::model::{Me, SignIn, SignUp};
use super::scope::{SignedIn, Visitor};
use super::service;
use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::Json;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, sign_up);
    let routes = crate::operation!(routes, sign_in);
    let routes = crate::operation!(routes, sign_out);
    crate::operation!(routes, me)
}

/// Signs up, and signs in. An organization with a first estate is made along with the user.
#[utoipa::path(post, path = "/api/auth/signup", operation_id = "auth.signUp", tag = "auth", request_body = SignUp,
    responses((status = 201, body = Me, description = "Signed up; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn sign_up(visitor: Visitor, Json(body): Json<SignUp>) -> Reply<Me> {
    api::created(service::sign_up(&visitor, body).await?)
}

/// Signs in. Five failures for an account, or twenty from an address, in fifteen minutes are the limit.
#[utoipa::path(post, path = "/api/auth/signin", operation_id = "auth.signIn", tag = "auth", request_body = SignIn,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn sign_in(visitor: Visitor, Json(body): Json<SignIn>) -> Reply<Me> {
    api::ok(service::sign_in(&visitor, body).await?)
}

/// Ends the session.
#[utoipa::path(post, path = "/api/auth/signout", operation_id = "auth.signOut", tag = "auth",
    responses((status = 204, description = "Signed out."), api::ChangeErrors))]
#[worker::send]
pub async fn sign_out(scope: SignedIn) -> Result<Response, Failure> {
    service::sign_out(&scope.edge, &scope.origin(), &scope.user_id, scope.session_id()?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Who is signed in, and where they belong.
#[utoipa::path(get, path = "/api/auth/me", operation_id = "auth.me", tag = "auth",
    responses((status = 200, body = Me), api::ReadErrors))]
#[worker::send]
pub async fn me(visitor: Visitor) -> Reply<Me> {
    let token = visitor.cookie().ok_or(Error::Unauthenticated)?;
    api::ok(service::me(&visitor.edge, token).await?)
}
