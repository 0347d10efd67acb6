//! Sign-in of devices: what the device calls speaks OAuth, what the person's browser calls speaks as the rest does.

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::path_parameter;
use crate::identity::api_clients::device;
use crate::identity::api_clients::form::{self, Form, OAuthError, OAuthErrors};
use crate::identity::api_clients::model::{
    AuthorizationServer, Device, DeviceAuthorization, DeviceCodes, DeviceStatus, OAuthTokens, TokenRequest,
};
use crate::identity::scope::{ApiRequest, SignedIn};

pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, get_metadata);
    let routes = crate::operation!(routes, authorize_device);
    let routes = crate::operation!(routes, get_token);
    let routes = crate::operation!(routes, get_device);
    let routes = crate::operation!(routes, approve_device);
    crate::operation!(routes, deny_device)
}

/// How programs find the sign-in of devices (RFC 8414).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", operation_id = "device.metadata", tag = "device",
    responses((status = 200, body = AuthorizationServer), (status = 500, body = api::ErrorBody, description = "A fault on our side.")))]
#[worker::send]
pub async fn get_metadata(request: ApiRequest) -> Reply<AuthorizationServer> {
    api::ok(device::metadata(&request.edge)?)
}

/// Begins the sign-in of a device (RFC 8628, 3.1).
#[utoipa::path(post, path = "/api/auth/device/code", operation_id = "device.authorize", tag = "device",
    request_body(content = DeviceAuthorization, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = DeviceCodes), OAuthErrors, (status = 500, body = api::ErrorBody, description = "A fault on our side.")))]
#[worker::send]
pub async fn authorize_device(
    request: ApiRequest,
    Form(body): Form<DeviceAuthorization>,
) -> Result<Response, OAuthError> {
    Ok(form::body(StatusCode::OK, &device::authorize(&request, &body.client_id).await?))
}

/// Tokens for a device that was let in (RFC 8628, 3.4), or for a refresh token (RFC 6749, 6).
#[utoipa::path(post, path = "/api/auth/device/token", operation_id = "device.token", tag = "device",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = OAuthTokens), OAuthErrors, (status = 500, body = api::ErrorBody, description = "A fault on our side.")))]
#[worker::send]
pub async fn get_token(request: ApiRequest, Form(body): Form<TokenRequest>) -> Result<Response, OAuthError> {
    Ok(form::body(StatusCode::OK, &device::token(&request, &body).await?))
}

/// A code as somebody typed it.
#[derive(Debug)]
pub struct UserCode(String);

impl FromRequestParts<()> for UserCode {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "userCode").await?))
    }
}

/// The device that shows a code.
#[utoipa::path(get, path = "/api/auth/device/{userCode}", operation_id = "device.get", tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
    responses((status = 200, body = Device), api::ReadErrors))]
#[worker::send]
pub async fn get_device(scope: SignedIn, UserCode(code): UserCode) -> Reply<Device> {
    api::ok(device::get(&scope, &code).await?)
}

/// Lets a device in: it acts as the caller from then on, until its session is ended.
#[utoipa::path(post, path = "/api/auth/device/{userCode}/approve", operation_id = "device.approve", tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
    responses((status = 204, description = "The device is in."), api::ChangeErrors))]
#[worker::send]
pub async fn approve_device(scope: SignedIn, UserCode(code): UserCode) -> Result<StatusCode, Failure> {
    device::answer(&scope, &code, DeviceStatus::Approved).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turns a device away.
#[utoipa::path(post, path = "/api/auth/device/{userCode}/deny", operation_id = "device.deny", tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
    responses((status = 204, description = "The device is turned away."), api::ChangeErrors))]
#[worker::send]
pub async fn deny_device(scope: SignedIn, UserCode(code): UserCode) -> Result<StatusCode, Failure> {
    device::answer(&scope, &code, DeviceStatus::Denied).await?;
    Ok(StatusCode::NO_CONTENT)
}
