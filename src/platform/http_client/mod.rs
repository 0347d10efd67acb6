//! The client for external HTTP services: a timeout for the whole call, bounded bodies, retries of idempotent calls,
//! and errors without credentials.
//!
//! A URL from outside (from a user or a provider's response) is first parsed as a [`PublicUrl`], which rejects hosts in
//! private networks. Configured URLs are trusted.

mod public_url;
mod redact;
mod request;
mod retry;

use std::time::Duration;

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::retry::retry_after_ms;

use crate::edge::clock;
use crate::edge::outbound::{self, BodyReader, OutboundRequest};
#[cfg(fuzzing)]
pub use public_url::fuzz as fuzz_public_url;
pub use public_url::{PublicUrl, UrlRefusal};
pub use request::Request;

const TIMEOUT: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Why a call failed, as a sentence for the log, without credentials of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpError {
    service: &'static str,
    detail: String,
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl From<HttpError> for Error {
    fn from(HttpError { service, detail }: HttpError) -> Self {
        Self::ExternalApi { service, detail }
    }
}

/// Calls one service.
#[derive(Debug, Clone, Copy)]
pub struct HttpClient {
    service: &'static str,
    timeout: Duration,
    body_limit: usize,
    may_retry: bool,
}

impl HttpClient {
    /// Creates a client with a timeout of ten seconds and a body limit of 8 MiB. Errors contain `service`.
    #[must_use]
    pub const fn new(service: &'static str) -> Self {
        Self { service, timeout: TIMEOUT, body_limit: BODY_LIMIT, may_retry: true }
    }

    /// Sets the timeout of a call, including all attempts and the body.
    #[must_use]
    pub const fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Sets the maximum size of a body in bytes.
    #[must_use]
    pub const fn with_body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    /// Disables retries.
    #[must_use]
    pub const fn without_retries(self) -> Self {
        Self { may_retry: false, ..self }
    }

    /// Sends a request and reads the whole body. Redirects are not followed.
    ///
    /// # Errors
    /// [`HttpError`] when there is no response in time or its body is too long. Any status is a response.
    pub async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        let StreamedResponse { status, headers, mut body } = self.open(request).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().await? {
            bytes.extend(piece);
        }
        Ok(Response { status, headers, body: text(bytes) })
    }

    /// Sends a request and returns a reader for the body. Redirects are not followed.
    ///
    /// # Errors
    /// [`HttpError`] when there is no response in time. Any status is a response.
    pub async fn open(&self, request: &Request) -> Result<StreamedResponse, HttpError> {
        let deadline = clock().saturating_add(i64::try_from(self.timeout.as_millis()).unwrap_or(i64::MAX));
        let mut attempt = 1;
        loop {
            let result = self.open_once(request, remaining(deadline)).await;
            let failure = match &result {
                Ok(response) => retry::Failure {
                    status: Some(response.status),
                    retry_after_ms: response.header("retry-after").and_then(|header| retry_after_ms(header, clock())),
                },
                Err(_) => retry::Failure { status: None, retry_after_ms: None },
            };
            let may_retry = self.may_retry && request.is_idempotent;
            let delay = retry::delay(attempt, failure, remaining(deadline), outbound::jitter()).filter(|_| may_retry);
            let Some(delay) = delay else { return result };
            drop(result);
            outbound::pause(delay).await;
            attempt += 1;
        }
    }

    async fn open_once(&self, request: &Request, timeout: Duration) -> Result<StreamedResponse, HttpError> {
        let outbound_request = OutboundRequest {
            method: request.method,
            url: &request.url,
            headers: &request.headers,
            body: request.body.as_deref(),
            timeout,
        };
        let response = outbound::fetch(&outbound_request).await;
        let response = response.map_err(|message| self.error(request, &message))?;
        let body =
            BoundedBody { reader: response.body, limit: self.body_limit, read: 0, error: self.error(request, "") };
        Ok(StreamedResponse { status: response.status, headers: response.headers, body })
    }

    fn error(&self, request: &Request, message: &str) -> HttpError {
        HttpError { service: self.service, detail: request.describe(message) }
    }
}

fn remaining(deadline: i64) -> Duration {
    Duration::from_millis(u64::try_from(deadline.saturating_sub(clock())).unwrap_or(0))
}

/// Decodes UTF-8 as browsers do: without a byte order mark, and with replacement characters for invalid bytes.
fn text(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text)
}

fn header_of<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// A response whose body was read.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// A response as a service could send it.
    #[cfg(test)]
    pub fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { status, headers, body: body.to_owned() }
    }

    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header_of(&self.headers, name)
    }

    /// The body as JSON of this type.
    ///
    /// # Errors
    /// The body is not JSON, or does not match the type.
    pub fn json<T: FromJson>(&self) -> Result<T, steward_kernel::from_json::JsonError> {
        steward_kernel::from_json::read(&self.body)
    }
}

/// A response with an unread body.
pub struct StreamedResponse {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: BoundedBody,
}

impl StreamedResponse {
    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header_of(&self.headers, name)
    }
}

/// A body that ends with an error when it exceeds the client's limit.
pub struct BoundedBody {
    reader: BodyReader,
    limit: usize,
    read: usize,
    /// Describes the request.
    error: HttpError,
}

impl BoundedBody {
    /// Returns the next chunk; `None` at the end.
    ///
    /// # Errors
    /// [`HttpError`] when the connection fails, the call times out or the body is too long.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        let piece = self.reader.next().await;
        let piece = piece.map_err(|message| self.error.clone().with(&message))?;
        if let Some(piece) = &piece {
            self.read =
                count(self.read, piece.len(), self.limit).map_err(|message| self.error.clone().with(&message))?;
        }
        Ok(piece)
    }
}

impl HttpError {
    fn with(mut self, message: &str) -> Self {
        self.detail.push_str(message);
        self
    }
}

/// The bytes that were read with the next piece.
fn count(read: usize, piece: usize, limit: usize) -> Result<usize, String> {
    let read = read.saturating_add(piece);
    if read > limit { Err(format!("the body is longer than {limit} bytes")) } else { Ok(read) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_up_to_its_limit() {
        assert_eq!(count(0, 10, 10), Ok(10));
        assert_eq!(count(10, 0, 10), Ok(10));
        assert_eq!(count(9, 2, 10), Err("the body is longer than 10 bytes".to_owned()));
        assert!(count(usize::MAX, 1, usize::MAX - 1).is_err());
    }

    #[test]
    fn a_body_is_decoded_as_browsers_do() {
        assert_eq!(text(b"\xef\xbb\xbf{}".to_vec()), "{}");
        assert_eq!(text(b"a\xffb".to_vec()), "a\u{fffd}b");
    }

    #[test]
    fn headers_are_found_by_name() {
        let response = Response::new(200, &[("link", "<a>")], "[1]");
        assert_eq!((response.header("link"), response.header("date")), (Some("<a>"), None));
        assert_eq!(response.json::<Vec<u8>>().unwrap(), [1]);
    }

    #[test]
    fn an_error_names_the_call_and_the_reason() {
        let request = Request::get("https://api.example/a?token=x".to_owned());
        let error = HttpClient::new("example").error(&request, "").with("the body is longer than 1 bytes");
        let error = Error::from(error);
        assert_eq!(error.code(), "EXTERNAL_API_ERROR");
        assert_eq!(error.detail(), Some("GET https://api.example/a: the body is longer than 1 bytes"));
    }
}
