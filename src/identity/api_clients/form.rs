//! OAuth's wire format: form-encoded requests, and errors as in RFC 6749, 5.2. OAuth clients expect these errors, so
//! only here they are not in the API's envelope.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::{FromJson, of_parameters};
use utoipa::{IntoResponses, ToSchema};

use crate::api::{Answer, Argument, Input, Needs, header, json};
use crate::edge::bridge::Incoming;
use crate::edge::response::Response;

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

/// The error responses of an OAuth operation whose client may have to authenticate itself.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes the responses")]
pub enum OAuthClientErrors {
    /// The request, the code or the token is invalid.
    #[response(status = 400)]
    Refused(#[to_schema] OAuthErrorBody),
    /// The client is unknown or disabled, or its secret is wrong.
    #[response(status = 401)]
    ClientRefused(#[to_schema] OAuthErrorBody),
    /// Too many requests. `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] OAuthErrorBody),
}

/// The error responses of an operation for access tokens of apps.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes the responses")]
pub enum BearerErrors {
    /// The access token is missing, invalid or expired.
    #[response(status = 401)]
    InvalidToken(#[to_schema] OAuthErrorBody),
    /// The access token does not have the scope.
    #[response(status = 403)]
    InsufficientScope(#[to_schema] OAuthErrorBody),
    /// Too many requests. `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] OAuthErrorBody),
}

/// The error responses of the OAuth operations.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes the responses")]
pub enum OAuthErrors {
    /// The request, the client or the code is invalid, or the authorization is pending.
    #[response(status = 400)]
    Refused(#[to_schema] OAuthErrorBody),
    /// Too many requests. `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] OAuthErrorBody),
}

/// An error of an OAuth operation.
#[derive(Debug)]
pub enum OAuthError {
    /// An OAuth code and its description.
    Code(&'static str, &'static str),
    /// `invalid_client` for a client that has to authenticate itself, RFC 6749, 5.2.
    ClientRefused,
    /// `invalid_token`, RFC 6750, 3.1.
    InvalidToken,
    /// `insufficient_scope`, RFC 6750, 3.1.
    InsufficientScope,
    Other(Error),
}

impl OAuthError {
    /// `invalid_request`, RFC 6749, 5.2.
    pub const INVALID_REQUEST: Self = Self::Code("invalid_request", "A parameter is missing, repeated or invalid.");
    /// `invalid_client`, RFC 6749, 5.2.
    pub const INVALID_CLIENT: Self = Self::Code("invalid_client", "This client is unknown.");
    /// `invalid_grant`, RFC 6749, 5.2.
    pub const INVALID_GRANT: Self = Self::Code("invalid_grant", "The code or token is invalid, expired or used.");
    /// `invalid_scope`, RFC 6749, 5.2.
    pub const INVALID_SCOPE: Self = Self::Code("invalid_scope", "Request only scopes that were granted.");
    /// `unsupported_grant_type`, RFC 6749, 5.2.
    pub const UNSUPPORTED_GRANT_TYPE: Self = Self::Code("unsupported_grant_type", "This grant type is not supported.");
    /// `authorization_pending`, RFC 8628, 3.5.
    pub const AUTHORIZATION_PENDING: Self =
        Self::Code("authorization_pending", "The user has not approved the device yet.");
    /// `slow_down`, RFC 8628, 3.5.
    pub const SLOW_DOWN: Self = Self::Code("slow_down", "Wait five more seconds between polls.");
    /// `access_denied`, RFC 8628, 3.5.
    pub const ACCESS_DENIED: Self = Self::Code("access_denied", "The device was denied, or its approval has ended.");
    /// `expired_token`, RFC 8628, 3.5.
    pub const EXPIRED_TOKEN: Self = Self::Code("expired_token", "The code has expired. Request a new one.");
}

impl From<Error> for OAuthError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl OAuthError {
    fn into_response(self) -> Result<Response, Error> {
        match self {
            Self::Code(error, error_description) => json(400, &OAuthErrorBody { error, error_description }),
            Self::ClientRefused => {
                let error_description = "The client is unknown or disabled, or its secret is wrong.";
                let response = json(401, &OAuthErrorBody { error: "invalid_client", error_description })?;
                Ok(response.with_header("www-authenticate", "Basic realm=\"oauth\""))
            }
            Self::InvalidToken => {
                bearer_error(401, "invalid_token", "The access token is missing, invalid or expired.")
            }
            Self::InsufficientScope => {
                bearer_error(403, "insufficient_scope", "The access token does not have the scope.")
            }
            Self::Other(Error::RateLimited { retry_after_seconds }) => {
                let (error, error_description) = ("temporarily_unavailable", "Too many attempts: try again later.");
                let response = json(429, &OAuthErrorBody { error, error_description })?;
                Ok(response.with_header("retry-after", retry_after_seconds.to_string()))
            }
            Self::Other(error) => Err(error),
        }
    }
}

/// An error of a bearer token, in the header that RFC 6750, 3 asks for, too.
fn bearer_error(status: u16, error: &'static str, error_description: &'static str) -> Result<Response, Error> {
    let response = json(status, &OAuthErrorBody { error, error_description })?;
    Ok(response.with_header("www-authenticate", format!("Bearer error=\"{error}\"")))
}

/// The response of an OAuth operation.
pub type OAuthReply<T> = Result<T, OAuthError>;

impl<T: Serialize> Answer for OAuthReply<T> {
    fn answer(self) -> Result<Response, Error> {
        match self {
            Ok(body) => json(200, &body),
            Err(error) => error.into_response(),
        }
    }
}

/// A form-encoded body. Unknown parameters are ignored; repeated ones are an error (RFC 6749, 3.2).
pub struct Form<T>(std::marker::PhantomData<T>);

impl<T: FromJson> Form<T> {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// [`OAuthError::INVALID_REQUEST`] for another media type, a body that is too long, or a repeated or missing
    /// parameter.
    pub async fn read(body: FormBody) -> Result<T, OAuthError> {
        let FormBody { content_type, incoming, .. } = body;
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(OAuthError::INVALID_REQUEST);
        }
        let bytes = match incoming.body(MAX_FORM_BYTES).await {
            Ok(bytes) => bytes,
            Err(Error::PayloadTooLarge(_) | Error::MalformedJson(_)) => return Err(OAuthError::INVALID_REQUEST),
            Err(error) => return Err(error.into()),
        };
        parse(&bytes).ok_or(OAuthError::INVALID_REQUEST)
    }
}

/// An unread body. Reading it here gives its errors OAuth's format.
pub struct FormBody {
    /// The header `Authorization`.
    pub authorization: String,
    content_type: String,
    incoming: Incoming,
}

impl Argument for FormBody {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        let content_type = header(&input.head.headers, "content-type").to_owned();
        let authorization = header(&input.head.headers, "authorization").to_owned();
        Ok(Self { authorization, content_type, incoming: input.incoming.clone() })
    }
}

fn parse<T: FromJson>(bytes: &[u8]) -> Option<T> {
    // RFC 6749, 3.2: an empty parameter counts as absent
    let pairs = form_urlencoded::parse(bytes).filter(|(_, value)| !value.is_empty());
    T::from_json(&of_parameters(pairs)).ok()
}

/// A parameter has the one value that stands in the form.
#[cfg(fuzzing)]
pub fn fuzz(bytes: &[u8]) {
    #[derive(FromJson)]
    struct Parameters {
        grant_type: String,
        client_id: Option<String>,
    }
    let sent = |wanted: &str| -> Vec<String> {
        let pairs = form_urlencoded::parse(bytes).filter(|(name, value)| name == wanted && !value.is_empty());
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    if let Some(Parameters { grant_type, client_id }) = parse(bytes) {
        assert_eq!(sent("grant_type"), [grant_type]);
        assert_eq!(sent("client_id"), Vec::from_iter(client_id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, FromJson, PartialEq)]
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
