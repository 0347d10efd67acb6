//! The one error of the house. What a client sees is its code, message and context; the inside goes to the log only.

mod obstacle;

use serde_json::{Value, json};

pub use obstacle::ConflictCode;

use crate::permission::Permission;

/// A field that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name on the wire, `a.b` when nested.
    pub field: String,
    /// A sentence for people.
    pub message: String,
}

impl FieldError {
    /// A refused field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Everything that can go wrong in a request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: fields have values that are not allowed.
    #[error("some fields are not valid")]
    Validation(Vec<FieldError>),
    /// 400: the body is not JSON; the text says where.
    #[error("the body is not valid JSON: {0}")]
    MalformedJson(String),
    /// 400: the code or link in this field is wrong, used, or has run out; which of them is not said.
    #[error("this is wrong, was used already, or has run out")]
    InvalidCode(&'static str),
    /// 401: nobody is signed in.
    #[error("sign in first")]
    Unauthenticated,
    /// 401: e-mail or password is wrong, which of them is not said.
    #[error("e-mail or password is wrong")]
    InvalidCredentials,
    /// 401: a webhook's signature is missing or wrong.
    #[error("the signature is missing or wrong")]
    InvalidSignature,
    /// 403: the caller's role does not allow it.
    #[error("your role does not allow this")]
    PermissionDenied(Permission),
    /// 403: the caller is not an administrator of the platform.
    #[error("only administrators may do this")]
    AdministratorsOnly,
    /// 403: an administrator acts in the user's place; this only the user may do.
    #[error("only the user may do this, not an administrator in their place")]
    ActingForSomebody,
    /// 403: the account is banned; told only to who proved to own it.
    #[error("this account is banned")]
    AccountBanned,
    /// 403: an API key works within its organization only.
    #[error("an API key cannot do this")]
    ApiKeyRefused,
    /// 403: a browser sent it from another site.
    #[error("the request comes from another origin")]
    OriginRefused,
    /// 404: not there, or not for this caller.
    #[error("not found")]
    NotFound,
    /// 405: the path exists, not with this method.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// 409: the state of things does not allow it; the sentence says what.
    #[error("{0}")]
    Conflict(&'static str),
    /// 409: something that the client tells apart stands in the way.
    #[error("{}", .0.message())]
    ConflictCode(ConflictCode),
    /// 413: the body is larger than this many bytes.
    #[error("the body is larger than {0} bytes")]
    PayloadTooLarge(usize),
    /// 415: the body is not `application/json`.
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    /// 426: only a WebSocket can be opened here.
    #[error("a WebSocket upgrade is expected")]
    UpgradeRequired,
    /// 429: too many tries; the number is seconds.
    #[error("too many attempts, try again in {retry_after_seconds} s")]
    RateLimited {
        /// Seconds until the next try may succeed.
        retry_after_seconds: i64,
    },
    /// 500: the database did not do what was asked.
    #[error("the database failed")]
    Database(String),
    /// 500: a fault of ours.
    #[error("something went wrong on our side")]
    Internal(String),
    /// 502: a service of somebody else did not do what was asked.
    #[error("{service} did not answer as expected")]
    ExternalApi {
        /// The provider's id, `github` for example.
        service: &'static str,
        /// For the log.
        detail: String,
    },
}

impl From<ConflictCode> for Error {
    fn from(obstacle: ConflictCode) -> Self {
        Self::ConflictCode(obstacle)
    }
}

impl Error {
    /// One refused field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Validation(vec![FieldError::new(field, message)])
    }

    /// A fault of ours, with the place it was found at.
    #[track_caller]
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        let place = std::panic::Location::caller();
        Self::Internal(format!("{}:{}: {detail}", place.file(), place.line()))
    }

    /// The code in the envelope.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Validation(_) => "VALIDATION_ERROR",
            Self::MalformedJson(_) => "MALFORMED_JSON",
            Self::InvalidCode(_) => "INVALID_CODE",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::InvalidSignature => "INVALID_SIGNATURE",
            Self::PermissionDenied(_) | Self::AdministratorsOnly | Self::ActingForSomebody => "PERMISSION_DENIED",
            Self::AccountBanned => "ACCOUNT_BANNED",
            Self::ApiKeyRefused => "API_KEY_REFUSED",
            Self::OriginRefused => "ORIGIN_REFUSED",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Conflict(_) => "CONFLICT",
            Self::ConflictCode(obstacle) => obstacle.code(),
            Self::PayloadTooLarge(_) => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::UpgradeRequired => "UPGRADE_REQUIRED",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::Database(_) => "DATABASE_ERROR",
            Self::Internal(_) => "INTERNAL_ERROR",
            Self::ExternalApi { .. } => "EXTERNAL_API_ERROR",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Validation(_) | Self::MalformedJson(_) | Self::InvalidCode(_) => 400,
            Self::Unauthenticated | Self::InvalidCredentials | Self::InvalidSignature => 401,
            Self::PermissionDenied(_)
            | Self::AdministratorsOnly
            | Self::ActingForSomebody
            | Self::AccountBanned
            | Self::ApiKeyRefused
            | Self::OriginRefused => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict(_) | Self::ConflictCode(_) => 409,
            Self::PayloadTooLarge(_) => 413,
            Self::UnsupportedMediaType => 415,
            Self::UpgradeRequired => 426,
            Self::RateLimited { .. } => 429,
            Self::Database(_) | Self::Internal(_) => 500,
            Self::ExternalApi { .. } => 502,
        }
    }

    /// What the client may know beside the message.
    #[must_use]
    pub fn context(&self) -> Value {
        match self {
            Self::Validation(fields) => json!({
                "field": fields.first().map(|first| first.field.as_str()),
                "fields": fields.iter()
                    .map(|error| json!({ "field": error.field, "message": error.message }))
                    .collect::<Vec<_>>(),
            }),
            Self::PermissionDenied(permission) => json!({ "permission": permission.name() }),
            Self::InvalidCode(field) => json!({ "field": field }),
            Self::ConflictCode(obstacle) => obstacle.context(),
            Self::PayloadTooLarge(limit) => json!({ "limitBytes": limit }),
            Self::RateLimited { retry_after_seconds } => json!({ "retryAfter": retry_after_seconds }),
            Self::ExternalApi { service, .. } => json!({ "service": service }),
            _ => json!({}),
        }
    }

    /// What only the log may know.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Database(detail) | Self::Internal(detail) | Self::ExternalApi { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// The envelope: `{"error":{"code","message","context"},"requestId"}`.
    #[must_use]
    pub fn envelope(&self, request_id: &str) -> Value {
        let message = match self {
            Self::Validation(fields) => fields.first().map_or_else(|| self.to_string(), |first| first.message.clone()),
            _ => self.to_string(),
        };
        json!({
            "error": { "code": self.code(), "message": message, "context": self.context() },
            "requestId": request_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inside_never_reaches_the_envelope() {
        for error in [
            Error::Database("no such table: secret_table".to_owned()),
            Error::internal("key material"),
            Error::ExternalApi { service: "github", detail: "ghs_token".to_owned() },
        ] {
            let envelope = error.envelope("req_1").to_string();
            assert!(error.detail().is_some());
            assert!(
                !envelope.contains("secret_table") && !envelope.contains("key material") && !envelope.contains("ghs_")
            );
        }
    }

    #[test]
    fn a_refused_field_is_named() {
        let envelope = Error::field("email", "This is not an e-mail address.").envelope("req_1");
        assert_eq!(envelope["error"]["code"], "VALIDATION_ERROR");
        assert_eq!(envelope["error"]["context"]["field"], "email");
        assert_eq!(envelope["error"]["message"], "This is not an e-mail address.");
        assert_eq!(envelope["requestId"], "req_1");
    }
}
