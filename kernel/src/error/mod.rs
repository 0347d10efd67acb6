//! The error type of all requests. Clients see its code, message and context; details go to the log only.

mod conflict;

use serde_json::{Value, json};

pub use conflict::{ConflictCode, DomainRecords};

use crate::permission::Permission;

/// An invalid field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The JSON name, `a.b` when nested.
    pub field: String,
    /// A sentence for users.
    pub message: String,
}

impl FieldError {
    /// An invalid field with its message.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400.
    #[error("Some fields are invalid.")]
    Validation(Vec<FieldError>),
    /// 400. The text has the position.
    #[error("The request body is not valid JSON: {0}")]
    MalformedJson(String),
    /// 400: the code or link in this field is wrong, used or expired. Clients do not learn which.
    #[error("This code or link is invalid, expired or already used: request a new one.")]
    InvalidCode(&'static str),
    /// 400: the proof of a passkey is wrong, outdated, or of another user. Clients do not learn which.
    #[error("This passkey was not accepted: try again, or use another way.")]
    InvalidPasskey,
    /// 400: Turnstile's token is missing, wrong, used or expired.
    #[error("Confirm that you are human, then try again.")]
    HumanCheckFailed,
    /// 401: there is no session or key.
    #[error("Sign in to continue.")]
    Unauthenticated,
    /// 401. Clients do not learn which of the two is wrong.
    #[error("The email or password is incorrect.")]
    InvalidCredentials,
    /// 401: the signature of a webhook is missing or invalid.
    #[error("The signature is missing or invalid.")]
    InvalidSignature,
    /// 403.
    #[error("Your role does not allow this: ask an owner of the organization.")]
    PermissionDenied(Permission),
    /// 403: the caller is not a platform administrator.
    #[error("Only platform administrators can do this.")]
    NotAnAdministrator,
    /// 403: not allowed while an administrator impersonates the user.
    #[error("Only the user can do this: stop impersonating them first.")]
    NotAllowedWhileImpersonating,
    /// 403. Only clients that proved to own the account learn this.
    #[error("This account is banned.")]
    AccountBanned,
    /// 403: API keys are limited to their organization and scopes.
    #[error("An API key cannot do this: sign in as a user.")]
    ApiKeyRefused,
    /// 403: access tokens reach no account, key, device, member or admin operation.
    #[error("A program cannot do this: sign in with a browser.")]
    ProgramRefused,
    /// 403: the user must confirm who they are before this, at `auth.confirm`.
    #[error("Confirm that it is you, then try again.")]
    StepUpRequired,
    /// 403: the organization requires a second factor, and the user has none.
    #[error("This organization requires a second factor: add one in your settings.")]
    SecondFactorRequired,
    /// 403: the organization admits members at its domains only by single sign-on.
    #[error("This organization requires single sign-on: sign in with it.")]
    SsoRequired,
    /// 403: a password alone gives no tokens to a user who has a second factor.
    #[error("This account has a second factor: sign in with the device flow.")]
    DeviceFlowRequired,
    /// 403: a browser sent the request from another site.
    #[error("Requests from other origins are not allowed.")]
    OriginRefused,
    /// 403: the request came unencrypted to a platform whose address is https.
    #[error("Use https: this request was not encrypted.")]
    HttpsRequired,
    /// 404: it does not exist, or not for this caller.
    #[error("This does not exist, or you do not have access to it.")]
    NotFound,
    /// 405.
    #[error("This method is not allowed for this path.")]
    MethodNotAllowed,
    /// 408: the body took too long.
    #[error("The request body took too long: send it again.")]
    RequestTimeout,
    /// 409: the current state does not allow the change; the sentence says why.
    #[error("{0}")]
    Conflict(&'static str),
    /// 409 with a specific code.
    #[error("{}", .0.message())]
    ConflictCode(ConflictCode),
    /// 412: the resource was changed since the client read it. The text is its present `ETag`, unless it is gone.
    #[error("Somebody changed this meanwhile: load it again, then decide.")]
    PreconditionFailed(Option<String>),
    /// 413: the body is larger than this many bytes.
    #[error("The request body is larger than {0} bytes.")]
    PayloadTooLarge(usize),
    /// 415.
    #[error("The request body must be application/json.")]
    UnsupportedMediaType,
    /// 422: an earlier request with this `Idempotency-Key` had another path, query or body.
    #[error("This Idempotency-Key belongs to another request: use a new key.")]
    IdempotencyKeyReused,
    /// 426.
    #[error("This path accepts WebSocket upgrades only.")]
    UpgradeRequired,
    /// 429.
    #[error("Too many attempts: try again in {retry_after_seconds} s.")]
    RateLimited { retry_after_seconds: i64 },
    /// 500: a database call failed.
    #[error("The database is unavailable: try again later.")]
    Database(String),
    /// 500: an error of the platform.
    #[error("An internal error occurred: try again later.")]
    Internal(String),
    /// 502: an external service failed.
    #[error("{service} did not respond as expected: try again later.")]
    ExternalApi {
        /// The provider, such as `github`.
        service: &'static str,
        /// For the log.
        detail: String,
    },
}

impl From<ConflictCode> for Error {
    fn from(code: ConflictCode) -> Self {
        Self::ConflictCode(code)
    }
}

impl Error {
    /// A validation error of one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Validation(vec![FieldError::new(field, message)])
    }

    /// An internal error with its source location.
    #[track_caller]
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        let location = std::panic::Location::caller();
        Self::Internal(format!("{}:{}: {detail}", location.file(), location.line()))
    }

    /// The code in the response.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Validation(_) => "VALIDATION_ERROR",
            Self::MalformedJson(_) => "MALFORMED_JSON",
            Self::InvalidCode(_) => "INVALID_CODE",
            Self::InvalidPasskey => "INVALID_PASSKEY",
            Self::HumanCheckFailed => "HUMAN_CHECK_FAILED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::InvalidSignature => "INVALID_SIGNATURE",
            Self::PermissionDenied(_) | Self::NotAnAdministrator | Self::NotAllowedWhileImpersonating => {
                "PERMISSION_DENIED"
            }
            Self::AccountBanned => "ACCOUNT_BANNED",
            Self::ApiKeyRefused => "API_KEY_REFUSED",
            Self::ProgramRefused => "PROGRAM_REFUSED",
            Self::StepUpRequired => "STEP_UP_REQUIRED",
            Self::SecondFactorRequired => "SECOND_FACTOR_REQUIRED",
            Self::SsoRequired => "SSO_REQUIRED",
            Self::DeviceFlowRequired => "DEVICE_FLOW_REQUIRED",
            Self::OriginRefused => "ORIGIN_REFUSED",
            Self::HttpsRequired => "HTTPS_REQUIRED",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::Conflict(_) => "CONFLICT",
            Self::ConflictCode(conflict) => conflict.code(),
            Self::PreconditionFailed(_) => "PRECONDITION_FAILED",
            Self::PayloadTooLarge(_) => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::IdempotencyKeyReused => "IDEMPOTENCY_KEY_REUSED",
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
            Self::Validation(_)
            | Self::MalformedJson(_)
            | Self::InvalidCode(_)
            | Self::InvalidPasskey
            | Self::HumanCheckFailed => 400,
            Self::Unauthenticated | Self::InvalidCredentials | Self::InvalidSignature => 401,
            Self::PermissionDenied(_)
            | Self::NotAnAdministrator
            | Self::NotAllowedWhileImpersonating
            | Self::AccountBanned
            | Self::ApiKeyRefused
            | Self::ProgramRefused
            | Self::StepUpRequired
            | Self::SecondFactorRequired
            | Self::SsoRequired
            | Self::DeviceFlowRequired
            | Self::OriginRefused
            | Self::HttpsRequired => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::Conflict(_) | Self::ConflictCode(_) => 409,
            Self::PreconditionFailed(_) => 412,
            Self::PayloadTooLarge(_) => 413,
            Self::UnsupportedMediaType => 415,
            Self::IdempotencyKeyReused => 422,
            Self::UpgradeRequired => 426,
            Self::RateLimited { .. } => 429,
            Self::Database(_) | Self::Internal(_) => 500,
            Self::ExternalApi { .. } => 502,
        }
    }

    /// The context in the response.
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
            Self::HumanCheckFailed => json!({ "field": "turnstileToken" }),
            Self::ConflictCode(conflict) => conflict.context(),
            Self::PreconditionFailed(etag) => json!({ "etag": etag }),
            Self::IdempotencyKeyReused => json!({ "field": "Idempotency-Key" }),
            Self::PayloadTooLarge(limit) => json!({ "limitBytes": limit }),
            Self::RateLimited { retry_after_seconds } => json!({ "retryAfter": retry_after_seconds }),
            Self::ExternalApi { service, .. } => json!({ "service": service }),
            _ => json!({}),
        }
    }

    /// The details for the log.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Database(detail) | Self::Internal(detail) | Self::ExternalApi { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// The response body: `{"error":{"code","message","context"},"requestId"}`.
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
    fn details_are_not_in_the_response() {
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
    fn an_invalid_field_is_named() {
        let envelope = Error::field("email", "Enter a valid email address.").envelope("req_1");
        assert_eq!(envelope["error"]["code"], "VALIDATION_ERROR");
        assert_eq!(envelope["error"]["context"]["field"], "email");
        assert_eq!(envelope["error"]["message"], "Enter a valid email address.");
        assert_eq!(envelope["requestId"], "req_1");
    }
}
