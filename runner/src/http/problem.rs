//! Errors on the wire: `{"error":{"code","message","context"},"requestId"}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use steward_kernel::id::RequestId;

use crate::clock;
use crate::order::FieldError;

/// Seconds after which a caller may try again when all places are taken.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// An answer that is an error.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    context: Value,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), context: json!({}) }
    }

    /// No secret, or a wrong one.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "the runner's secret is missing or wrong")
    }

    /// No such build or address.
    #[must_use]
    pub fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    /// The address is right, the method is not.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "this address does not take this method")
    }

    /// The body is not JSON.
    #[must_use]
    pub fn malformed_json(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MALFORMED_JSON", message)
    }

    /// A field is missing or wrong; `field` as the wire names it.
    #[must_use]
    pub fn validation(field: &str, message: &str) -> Self {
        let context = json!({ "field": field });
        Self { context, ..Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message) }
    }

    /// The body is too large.
    #[must_use]
    pub fn payload_too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "the body is larger than 64 KiB")
    }

    /// As many builds run as may.
    #[must_use]
    pub fn busy() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "BUSY", "the runner has no place for another build now")
    }

    /// The runner ends.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the runner is being stopped")
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::validation(error.field, error.message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut random = [0; 10];
        // without randomness the id is less unique, and the answer still right
        let _ = getrandom::fill(&mut random);
        let body = json!({
            "error": { "code": self.code, "message": self.message, "context": self.context },
            "requestId": RequestId::new(clock::now().0, random),
        });
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}
