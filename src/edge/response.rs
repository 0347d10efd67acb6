//! Answers, before the bridge hands them to JavaScript.

use futures::{Stream, TryStreamExt};
use steward_kernel::error::Error;
use steward_kernel::id::RequestId;

use super::log;

/// The body of an answer.
pub enum Body {
    Empty,
    /// JSON text.
    Json(Vec<u8>),
    /// Anything else; a header names the type.
    Bytes(Vec<u8>),
    /// Status and body of an object's or the bucket's answer, passed on as they are: a stream, a WebSocket, stored bytes.
    PassedOn(web_sys::Response),
}

/// An answer.
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

impl Response {
    /// Without a body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Empty }
    }

    /// JSON text.
    #[must_use]
    pub const fn json(status: u16, text: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(text) }
    }

    /// Passes on status and body; of the headers only those that are named.
    #[must_use]
    pub const fn passed_on(response: web_sys::Response) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::PassedOn(response) }
    }

    /// A body that is made piece by piece; an error breaks it off.
    ///
    /// # Errors
    /// [`Error::Internal`] when the runtime makes no stream of it.
    pub fn streamed(pieces: impl Stream<Item = Result<Vec<u8>, Error>> + 'static) -> Result<Self, Error> {
        let pieces = pieces.map_err(|error| worker::Error::RustError(error.to_string()));
        Ok(Self::passed_on(worker::Response::from_stream(pieces).map_err(Error::internal)?.into()))
    }

    /// To another page of this site, by GET.
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

    /// The envelope of an error; the inside of the error goes to the log only.
    pub(crate) fn error(error: &Error, request_id: &RequestId) -> Self {
        if let Some(detail) = error.detail() {
            log::error(detail, &[("requestId", request_id.as_ref().into()), ("code", error.code().into())]);
        }
        let response = Self::json(error.status(), error.envelope(request_id.as_ref()).to_string().into_bytes());
        match error {
            Error::RateLimited { retry_after_seconds } => {
                response.with_header("retry-after", retry_after_seconds.to_string())
            }
            _ => response,
        }
    }
}
