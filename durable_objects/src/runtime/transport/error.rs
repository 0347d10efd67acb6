//! Errors of calls from the Worker to objects.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use wasm_bindgen::JsValue;

/// The body of every response that is not 2xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct ErrorBody {
    /// In upper snake case.
    pub code: String,
    /// For the log.
    pub message: String,
}

/// Why a call to an object failed, on the side of the Worker.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("the object rejected the call with {status} {code}: {message}")]
    Rejected { status: u16, code: String, message: String },
    /// A retry would make it worse.
    #[error("the object is overloaded: {0}")]
    Overloaded(String),
    /// The object could not be reached, after all allowed retries.
    #[error("the object did not respond: {0}")]
    Unreachable(String),
    /// The response does not match its type.
    #[error("the object's response cannot be parsed: {0}")]
    Unreadable(String),
}

impl From<CallError> for steward_kernel::error::Error {
    fn from(error: CallError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Whether a call may be retried after an exception of a stub.
///
/// Source: Cloudflare's "Durable Objects: error handling". `retryable`: retry on a new stub; `overloaded`: do not
/// retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Allowed,
    Forbidden,
    Overloaded,
}

pub(super) fn retry_of(exception: &JsValue) -> Retry {
    let flag =
        |name: &str| js_sys::Reflect::get(exception, &JsValue::from_str(name)).is_ok_and(|value| value.is_truthy());
    if flag("overloaded") {
        Retry::Overloaded
    } else if flag("retryable") {
        Retry::Allowed
    } else {
        Retry::Forbidden
    }
}
