//! Sign-in of devices: what the device calls speaks OAuth, what the person's browser calls speaks as the rest does.

use crate::api::{self, EmptyReply, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::api_clients::device;
use crate::identity::api_clients::form::{Form, FormBody, OAuthErrors, OAuthReply};
use crate::identity::api_clients::model::{
    AuthorizationServer, Device, DeviceAuthorization, DeviceCodes, DeviceStatus, OAuthTokens, TokenRequest,
};
use crate::identity::scope::{ApiRequest, SignedIn};
use steward_kernel::error::Error;
use steward_macros::operation;

/// How programs find the sign-in of devices (RFC 8414).
#[operation(
    GET "/.well-known/oauth-authorization-server",
    id = "device.metadata",
    tag = "device",
    responses((status = 200, body = AuthorizationServer), (status = 500, body = api::ErrorBody, description = "A fault on our side.")),
    errors(),
)]
async fn get_metadata(request: ApiRequest) -> Reply<AuthorizationServer> {
    api::ok(device::metadata(&request.edge)?)
}

/// Begins the sign-in of a device (RFC 8628, 3.1).
#[operation(
    POST "/api/auth/device/code",
    id = "device.authorize",
    tag = "device",
    request_body(content = DeviceAuthorization, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = DeviceCodes), (status = 500, body = api::ErrorBody, description = "A fault on our side.")),
    errors(OAuthErrors),
)]
async fn authorize_device(request: ApiRequest, body: FormBody) -> OAuthReply<DeviceCodes> {
    let body: DeviceAuthorization = Form::read(body).await?;
    device::authorize(&request, &body.client_id).await
}

/// Tokens for a device that was let in (RFC 8628, 3.4), or for a refresh token (RFC 6749, 6).
#[operation(
    POST "/api/auth/device/token",
    id = "device.token",
    tag = "device",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = OAuthTokens), (status = 500, body = api::ErrorBody, description = "A fault on our side.")),
    errors(OAuthErrors),
)]
async fn get_token(request: ApiRequest, body: FormBody) -> OAuthReply<OAuthTokens> {
    let body: TokenRequest = Form::read(body).await?;
    device::token(&request, &body).await
}

/// A code as somebody typed it.
#[derive(Debug)]
pub struct UserCode(String);

impl Argument for UserCode {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("userCode").map(|text| Self(text.to_owned()))
    }
}

/// The device that shows a code.
#[operation(
    GET "/api/auth/device/{userCode}",
    id = "device.get",
    tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
)]
async fn get_device(scope: SignedIn, UserCode(code): UserCode) -> Reply<Device> {
    api::ok(device::get(&scope, &code).await?)
}

/// Lets a device in: it acts as the caller from then on, until its session is ended.
#[operation(
    POST "/api/auth/device/{userCode}/approve",
    id = "device.approve",
    tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
    answer = "The device is in.",
)]
async fn approve_device(scope: SignedIn, UserCode(code): UserCode) -> EmptyReply {
    device::answer(&scope, &code, DeviceStatus::Approved).await?;
    api::no_content()
}

/// Turns a device away.
#[operation(
    POST "/api/auth/device/{userCode}/deny",
    id = "device.deny",
    tag = "device",
    params(("userCode" = String, Path, description = "As typed: `LLLL-NNNN`.", max_length = 20)),
    answer = "The device is turned away.",
)]
async fn deny_device(scope: SignedIn, UserCode(code): UserCode) -> EmptyReply {
    device::answer(&scope, &code, DeviceStatus::Denied).await?;
    api::no_content()
}
