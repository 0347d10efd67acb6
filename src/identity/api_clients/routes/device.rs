//! Device authorization. The operations that devices call follow OAuth; those that the user's browser calls follow the
//! rules of the rest of the API.

use crate::api::{self, EmptyReply, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::api_clients::device;
use crate::identity::api_clients::form::{Form, FormBody, OAuthReply};
use crate::identity::api_clients::model::{
    Device, DeviceAuthorization, DeviceCodes, DeviceStatus, OAuthTokens, TokenRequest,
};
use crate::identity::scope::{ApiRequest, StepUp, UserOnly};
use steward_kernel::error::Error;
use steward_macros::operation;

/// Starts the device flow (RFC 8628, section 3.1).
#[operation(
    POST "/api/auth/device/code",
    id = "device.authorize",
    tag = "device",
    request_body(content = DeviceAuthorization, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = DeviceCodes), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::OAuthErrors),
)]
async fn authorize_device(request: ApiRequest, body: FormBody) -> OAuthReply<DeviceCodes> {
    let body: DeviceAuthorization = Form::read(body).await?;
    device::authorize(&request, &body.client_id).await
}

/// Issues tokens for an approved device (RFC 8628, section 3.4) or for a refresh token (RFC 6749, section 6).
#[operation(
    POST "/api/auth/device/token",
    id = "device.token",
    tag = "device",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = OAuthTokens), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::OAuthErrors),
)]
async fn get_token(request: ApiRequest, body: FormBody) -> OAuthReply<OAuthTokens> {
    let body: TokenRequest = Form::read(body).await?;
    device::token(&request, &body).await
}

/// A user code as the user typed it.
#[derive(Debug)]
pub struct UserCode(String);

impl Argument for UserCode {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("userCode").map(|text| Self(text.to_owned()))
    }
}

/// Returns the device that shows a user code.
#[operation(
    GET "/api/auth/device/{userCode}",
    id = "device.get",
    tag = "device",
    params(("userCode" = String, Path, description = "The user code as typed: `LLLL-NNNN`.", max_length = 20)),
)]
async fn get_device(scope: UserOnly, UserCode(code): UserCode) -> Reply<Device> {
    api::ok(device::get(&scope, &code).await?)
}

/// Approves a device. The device acts as the caller until its session ends.
#[operation(
    POST "/api/auth/device/{userCode}/approve",
    id = "device.approve",
    tag = "device",
    params(("userCode" = String, Path, description = "The user code as typed: `LLLL-NNNN`.", max_length = 20)),
    answer = "The device is approved.",
)]
async fn approve_device(scope: StepUp<UserOnly>, UserCode(code): UserCode) -> EmptyReply {
    device::answer(&scope, &code, DeviceStatus::Approved).await?;
    api::no_content()
}

/// Denies a device.
#[operation(
    POST "/api/auth/device/{userCode}/deny",
    id = "device.deny",
    tag = "device",
    params(("userCode" = String, Path, description = "The user code as typed: `LLLL-NNNN`.", max_length = 20)),
    answer = "The device is denied.",
)]
async fn deny_device(scope: UserOnly, UserCode(code): UserCode) -> EmptyReply {
    device::answer(&scope, &code, DeviceStatus::Denied).await?;
    api::no_content()
}
