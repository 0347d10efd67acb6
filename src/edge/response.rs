//! Responses, before the bridge converts them for JavaScript.

use futures::{Stream, TryStreamExt};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::RequestId;

use super::log;

/// The body of a response.
pub enum Body {
    Empty,
    /// JSON text.
    Json(Vec<u8>),
    /// Other content; a header names its type.
    Bytes(Vec<u8>),
    /// The status and body of an object's or the bucket's response, forwarded unchanged: a stream, a WebSocket or
    /// stored bytes.
    PassedOn(web_sys::Response),
}

/// A response.
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

impl Response {
    /// A response without a body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Empty }
    }

    /// A JSON response.
    #[must_use]
    pub const fn json(status: u16, text: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(text) }
    }

    /// Forwards status and body, and only the named headers.
    #[must_use]
    pub const fn passed_on(response: web_sys::Response) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::PassedOn(response) }
    }

    /// A response with a streamed body; an error aborts it.
    ///
    /// # Errors
    /// [`Error::Internal`] when the runtime cannot create the stream.
    pub fn streamed(pieces: impl Stream<Item = Result<Vec<u8>, Error>> + 'static) -> Result<Self, Error> {
        let pieces = pieces.map_err(|error| worker::Error::RustError(error.to_string()));
        Ok(Self::passed_on(worker::Response::from_stream(pieces).map_err(Error::internal)?.into()))
    }

    /// Redirects to another page of this site (303).
    #[must_use]
    pub fn see_other(path: String) -> Self {
        Self::empty(303).with_header("location", path)
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn without_body(mut self) -> Self {
        self.body = Body::Empty;
        self
    }

    /// Builds the response for an error. Internal details are only logged.
    pub(crate) fn error(error: &Error, request_id: &RequestId) -> Self {
        if let Some(detail) = error.detail() {
            log::error(detail, &[("requestId", request_id.as_ref().into()), ("code", error.code().into())]);
        }
        let response = Self::json(error.status(), error.envelope(request_id.as_ref()).to_string().into_bytes());
        match error {
            Error::RateLimited { retry_after_seconds } => {
                response.with_header("retry-after", retry_after_seconds.to_string())
            }
            Error::ConflictCode(ConflictCode::RequestInProgress) => response.with_header("retry-after", "1"),
            Error::PreconditionFailed(Some(etag)) => response.with_header("etag", etag.clone()),
            _ => response,
        }
    }
}
