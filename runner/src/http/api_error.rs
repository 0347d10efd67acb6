//! Error responses: `{"error":{"code","message","context"},"requestId"}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use steward_kernel::id::RequestId;

use crate::build_request::FieldError;
use crate::clock;

/// Seconds after which a caller may retry when the runner is at capacity.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// An error response.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    context: Value,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), context: json!({}) }
    }

    /// 401: the secret is missing or wrong.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "the runner's secret is missing or wrong")
    }

    /// 404: there is no such build or route.
    #[must_use]
    pub fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    /// 405: the route does not allow the method.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "the method is not allowed for this path")
    }

    /// 400: the body is not JSON.
    #[must_use]
    pub fn malformed_json(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MALFORMED_JSON", message)
    }

    /// 400: a field is missing or invalid; `field` is its JSON name.
    #[must_use]
    pub fn validation(field: &str, message: &str) -> Self {
        let context = json!({ "field": field });
        Self { context, ..Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message) }
    }

    /// 409: the runner cannot isolate builds and serves another organization.
    #[must_use]
    pub fn another_organization(message: String) -> Self {
        Self::new(StatusCode::CONFLICT, "ANOTHER_ORGANIZATION", message)
    }

    /// 413: the body is too large.
    #[must_use]
    pub fn payload_too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "the body is larger than 64 KiB")
    }

    /// 429: the runner is at capacity.
    #[must_use]
    pub fn busy() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "BUSY", "the runner is at capacity")
    }

    /// 429: the organization runs as many builds as one may.
    #[must_use]
    pub fn organization_busy() -> Self {
        let message = "the organization runs as many builds as one may at a time";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "ORGANIZATION_BUSY", message)
    }

    /// 503: the runner is shutting down.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the runner is shutting down")
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::validation(error.field, error.message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut random = [0; 10];
        // a failure makes the id less unique, which is acceptable in an error response
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
