//! What can go wrong between the Worker and an object.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// An object's "no" to a call that should not have been made: the body of every answer that is not 2xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// For programs, in capitals.
    pub code: String,
    /// For the log.
    pub message: String,
}

/// Why a call to an object has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The object said no.
    #[error("the object refused with {status} {code}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// See [`Refusal::code`].
        code: String,
        /// See [`Refusal::message`].
        message: String,
    },
    /// The object has more to do than it can; trying again makes it worse.
    #[error("the object is overloaded: {0}")]
    Overloaded(String),
    /// The object could not be reached, after every retry that was allowed.
    #[error("the object did not answer: {0}")]
    Unreachable(String),
    /// The answer is not what the message types say.
    #[error("the object's answer cannot be read: {0}")]
    Unreadable(String),
}

impl From<ObjectError> for steward_kernel::error::Error {
    fn from(error: ObjectError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// What an exception of a stub says about trying again.
///
/// Source: Cloudflare's "Durable Objects: error handling". `retryable`: the call may be made again on a new stub;
/// `overloaded`: never.
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
