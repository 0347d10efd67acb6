//! OAuth's wire format: form-encoded requests, and errors as in RFC 6749, 5.2. OAuth clients expect these, so only here an
//! error is not in the API's envelope.

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

/// Longer forms are refused.
const MAX_FORM_BYTES: usize = 8 * 1024;

/// An OAuth error.
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthErrorBody {
    /// A code of RFC 6749, 5.2 or RFC 8628, 3.5.
    #[schema(example = "authorization_pending")]
    error: &'static str,
    error_description: &'static str,
}

/// The error responses of the OAuth operations.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes the responses")]
pub enum OAuthErrors {
    /// The request, the client or the code is not valid, or not yet.
    #[response(status = 400)]
    Refused(#[to_schema] OAuthErrorBody),
    /// Too many requests. `Retry-After` tells when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] OAuthErrorBody),
}

/// An error of an OAuth operation.
#[derive(Debug)]
pub enum OAuthError {
    /// An OAuth code and its description.
    Code(&'static str, &'static str),
    Other(Error),
}

impl OAuthError {
    /// `invalid_request`, RFC 6749, 5.2.
    pub const INVALID_REQUEST: Self = Self::Code("invalid_request", "A parameter is missing, repeated or not valid.");
    /// `invalid_client`, RFC 6749, 5.2.
    pub const INVALID_CLIENT: Self = Self::Code("invalid_client", "This client is unknown.");
    /// `invalid_grant`, RFC 6749, 5.2.
    pub const INVALID_GRANT: Self = Self::Code("invalid_grant", "The code or token is wrong, used or expired.");
    /// `unsupported_grant_type`, RFC 6749, 5.2.
    pub const UNSUPPORTED_GRANT_TYPE: Self = Self::Code("unsupported_grant_type", "This grant type is not supported.");
    /// `authorization_pending`, RFC 8628, 3.5.
    pub const AUTHORIZATION_PENDING: Self =
        Self::Code("authorization_pending", "The user has not approved the device yet.");
    /// `slow_down`, RFC 8628, 3.5.
    pub const SLOW_DOWN: Self = Self::Code("slow_down", "Wait five more seconds between polls.");
    /// `access_denied`, RFC 8628, 3.5.
    pub const ACCESS_DENIED: Self = Self::Code("access_denied", "The user denied the device.");
    /// `expired_token`, RFC 8628, 3.5.
    pub const EXPIRED_TOKEN: Self = Self::Code("expired_token", "The code has expired. Request a new one.");
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
                let (error, error_description) =
                    ("temporarily_unavailable", "Too many requests. Wait before the next one.");
                let content = OAuthErrorBody { error, error_description };
                let mut response = body(StatusCode::TOO_MANY_REQUESTS, &content);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after_seconds));
                response
            }
            Self::Other(error) => Failure(error).into_response(),
        }
    }
}

/// A JSON response.
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

/// A form-encoded body. Unknown parameters are ignored, and repeated ones refused (RFC 6749, 3.2).
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
            let bytes = match incoming(parts)?.body(MAX_FORM_BYTES).await {
                Ok(bytes) => bytes,
                Err(Error::PayloadTooLarge(_) | Error::MalformedJson(_)) => return Err(OAuthError::INVALID_REQUEST),
                Err(error) => return Err(error.into()),
            };
            parse(&bytes).map(Self).ok_or(OAuthError::INVALID_REQUEST)
        })
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    // RFC 6749, 3.2: an empty parameter counts as absent
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
    fn unknown_and_empty_parameters_are_ignored_and_repeated_ones_refused() {
        let expected = Parameters { client_id: "steward-cli".to_owned(), scope: None };
        assert_eq!(parse(b"client_id=steward-cli&scope=&audience=x"), Some(expected));
        for wrong in ["", "client_id=", "client_id=a&client_id=b", "{\"client_id\":\"a\"}"] {
            assert_eq!(parse::<Parameters>(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
