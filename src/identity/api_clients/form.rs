//! OAuth's own shapes: form-encoded in, and errors as RFC 6749, 5.2 has them. Programs that speak OAuth expect just
//! these, so here alone an answer is not in the envelope of the house.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use steward_kernel::error::Error;
use utoipa::{IntoResponses, ToSchema};
use worker::send::SendFuture;

use crate::edge::bridge::Failure;
use crate::edge::extract::{header, incoming};

/// Bytes of a form.
const LIMIT: usize = 8 * 1024;

/// An error as OAuth shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthErrorBody {
    /// The code: RFC 6749, 5.2 and RFC 8628, 3.5.
    #[schema(example = "authorization_pending")]
    error: &'static str,
    /// A sentence for people.
    error_description: &'static str,
}

/// The errors of these operations, for the description.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes")]
pub enum OAuthErrors {
    /// The request, the client or the code is not right, or not yet.
    #[response(status = 400)]
    Refused(#[to_schema] OAuthErrorBody),
    /// Too many tries; `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] OAuthErrorBody),
}

/// Why something was refused.
#[derive(Debug)]
pub enum OAuthError {
    /// A code of OAuth's.
    Code(&'static str, &'static str),
    /// Anything else.
    Other(Error),
}

impl OAuthError {
    /// `invalid_request`, RFC 6749, 5.2.
    pub const INVALID_REQUEST: Self = Self::Code("invalid_request", "A parameter is missing, doubled or not valid.");
    /// `invalid_client`, RFC 6749, 5.2.
    pub const INVALID_CLIENT: Self = Self::Code("invalid_client", "This program is not known.");
    /// `invalid_grant`, RFC 6749, 5.2.
    pub const INVALID_GRANT: Self = Self::Code("invalid_grant", "The code or token is wrong, was used, or has ended.");
    /// `unsupported_grant_type`, RFC 6749, 5.2.
    pub const UNSUPPORTED_GRANT_TYPE: Self = Self::Code("unsupported_grant_type", "Tokens are not got this way.");
    /// `authorization_pending`, RFC 8628, 3.5.
    pub const AUTHORIZATION_PENDING: Self = Self::Code("authorization_pending", "Nobody has answered yet.");
    /// `slow_down`, RFC 8628, 3.5.
    pub const SLOW_DOWN: Self = Self::Code("slow_down", "Poll less often: wait five seconds longer.");
    /// `access_denied`, RFC 8628, 3.5.
    pub const ACCESS_DENIED: Self = Self::Code("access_denied", "The device was turned away.");
    /// `expired_token`, RFC 8628, 3.5.
    pub const EXPIRED_TOKEN: Self = Self::Code("expired_token", "The code has ended: begin again.");
}

impl From<Error> for OAuthError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        match self {
            Self::Code(error, error_description) => {
                body(StatusCode::BAD_REQUEST, &OAuthErrorBody { error, error_description })
            }
            Self::Other(Error::RateLimited { retry_after_seconds }) => {
                let (error, error_description) = ("temporarily_unavailable", "Too many tries: wait before the next.");
                let answer = OAuthErrorBody { error, error_description };
                let mut response = body(StatusCode::TOO_MANY_REQUESTS, &answer);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after_seconds));
                response
            }
            Self::Other(error) => Failure(error).into_response(),
        }
    }
}

/// JSON of any status.
pub fn body(status: StatusCode, content: &impl Serialize) -> Response {
    match serde_json::to_vec(content) {
        Ok(bytes) => {
            let mut response = Response::new(bytes.into());
            *response.status_mut() = status;
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(error) => Failure(Error::internal(error)).into_response(),
    }
}

/// A form-encoded body. Parameters that are not known are ignored, as RFC 6749, 3.2 wants it; none may come twice.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<()> for Form<T> {
    type Rejection = OAuthError;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, OAuthError>> + Send {
        SendFuture::new(async move {
            let media_type = header(&parts.headers, CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim();
            if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
                return Err(OAuthError::INVALID_REQUEST);
            }
            let bytes = match incoming(parts)?.body(LIMIT).await {
                Ok(bytes) => bytes,
                Err(Error::PayloadTooLarge(_) | Error::MalformedJson(_)) => return Err(OAuthError::INVALID_REQUEST),
                Err(error) => return Err(error.into()),
            };
            read(&bytes).map(Self).ok_or(OAuthError::INVALID_REQUEST)
        })
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    // an empty parameter counts as absent, RFC 6749, 3.2
    let pairs = form_urlencoded::parse(bytes).filter(|(_, value)| !value.is_empty());
    let mut object = serde_json::Map::new();
    for (name, value) in pairs {
        if object.insert(name.into_owned(), value.into_owned().into()).is_some() {
            return None;
        }
    }
    T::deserialize(serde_json::Value::Object(object)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Parameters {
        client_id: String,
        scope: Option<String>,
    }

    #[test]
    fn unknown_and_empty_parameters_are_ignored_doubled_ones_refused() {
        let right = Parameters { client_id: "steward-cli".to_owned(), scope: None };
        assert_eq!(read(b"client_id=steward-cli&scope=&audience=x"), Some(right));
        for wrong in ["", "client_id=", "client_id=a&client_id=b", "{\"client_id\":\"a\"}"] {
            assert_eq!(read::<Parameters>(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
