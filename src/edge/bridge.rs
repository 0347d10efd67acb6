//! From JavaScript's request to `http`'s and back: the head in one crossing, the body only when a handler asks for it,
//! the answer in one crossing. No stream is made for an answer whose bytes are known.

use std::cell::RefCell;
use std::fmt::Write;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures::{FutureExt, Stream, TryStreamExt};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, SET_COOKIE};
use http::{Request, StatusCode, Uri};
use steward_kernel::error::Error;
use steward_kernel::id::RequestId;
use steward_kernel::limit::Decision;
use tower_service::Service;
use wasm_bindgen::prelude::*;
use worker::send::SendWrapper;

use super::{Edge, cors, log};

#[wasm_bindgen(module = "/src/edge/bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = readHead)]
    fn read_head(request: &web_sys::Request) -> String;
    #[wasm_bindgen(catch, js_name = readBody)]
    async fn read_body(request: &web_sys::Request, limit: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn respond(
        status: u16,
        request_id: &str,
        is_json: bool,
        header_lines: &str,
        bytes: &[u8],
    ) -> Result<web_sys::Response, JsValue>;
    #[wasm_bindgen(catch, js_name = passOn)]
    fn pass_on(
        status: u16,
        request_id: &str,
        header_lines: &str,
        body: &JsValue,
        socket: &JsValue,
    ) -> Result<web_sys::Response, JsValue>;
    pub(super) fn binding(env: &JsValue, name: &str) -> JsValue;
}

/// What extractors find beside the head: the platform, the request as JavaScript has it, and its id.
#[derive(Clone)]
pub struct Incoming {
    /// The platform.
    pub edge: SendWrapper<Edge>,
    /// The id in the answer and in the log.
    pub request_id: RequestId,
    raw: SendWrapper<web_sys::Request>,
}

impl Incoming {
    /// The whole body.
    ///
    /// # Errors
    /// [`Error::PayloadTooLarge`] over `limit` bytes, [`Error::MalformedJson`] when it broke off.
    pub async fn body(&self, limit: usize) -> Result<Vec<u8>, Error> {
        let read = read_body(&self.raw, u32::try_from(limit).unwrap_or(u32::MAX)).await;
        let bytes = read.map_err(|_| Error::MalformedJson("the body broke off".to_owned()))?;
        if bytes.is_null() {
            return Err(Error::PayloadTooLarge(limit));
        }
        Ok(js_sys::Uint8Array::new(&bytes).to_vec())
    }

    /// The request itself, to hand it to an object.
    #[must_use]
    pub fn raw(&self) -> &web_sys::Request {
        &self.raw
    }
}

/// An answer of an object or the bucket that is passed on as it is: a stream, a WebSocket, stored bytes.
#[derive(Clone)]
pub struct PassedOn {
    response: SendWrapper<web_sys::Response>,
    headers: Vec<(&'static str, String)>,
}

impl PassedOn {
    /// Passes on status and body; of the headers only those that are named.
    #[must_use]
    pub fn new(response: web_sys::Response) -> Self {
        Self { response: SendWrapper(response), headers: Vec::new() }
    }

    /// A body that is made piece by piece; an error breaks it off.
    ///
    /// # Errors
    /// [`Error::Internal`] when the runtime makes no stream of it.
    pub fn streamed(pieces: impl Stream<Item = Result<Vec<u8>, Error>> + 'static) -> Result<Self, Error> {
        let pieces = pieces.map_err(|error| worker::Error::RustError(error.to_string()));
        Ok(Self::new(worker::Response::from_stream(pieces).map_err(Error::internal)?.into()))
    }

    /// Sets a header of the answer.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl IntoResponse for PassedOn {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

/// An error on its way out; the bridge writes the envelope, because it knows the request's id.
#[derive(Debug)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// The answer itself where nothing has to be waited for, else a promise of it: a promise and its microtask cost more
/// than all of the routing.
pub fn poll_once(answer: impl Future<Output = web_sys::Response> + 'static) -> JsValue {
    let mut answer = Box::pin(answer);
    // What would wake this waker is not lost: the promise polls anew before it waits.
    match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => response.into(),
        Poll::Pending => {
            wasm_bindgen_futures::future_to_promise(AssertUnwindSafe(async { Ok(answer.await.into()) })).into()
        }
    }
}

/// Answers one request: bridge in, `route`, bridge out, one log line.
pub async fn serve(raw: web_sys::Request, edge: Edge, router: Router) -> web_sys::Response {
    let request_id = edge.id(RequestId::new);
    let started = edge.now();
    let mut line = RequestLine::default();
    // A panic ends this request only; everything it could have left half-done is in a transaction.
    let response = AssertUnwindSafe(route(raw, &edge, &request_id, router, &mut line)).catch_unwind().await;
    let response = response.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Failure(Error::Internal(format!("panic: {text}"))).into_response()
    });
    let (status, answer) = answer(response, &edge, &request_id).await;
    let (statements, round_trips) = edge.database_count();
    log::request(&log::RequestLine {
        level: "info",
        message: "request",
        request_id: request_id.as_ref(),
        method: &line.method,
        path: &line.path,
        status,
        duration_ms: js_sys::Date::now() - started_as_number(started),
        d1_statements: statements,
        d1_round_trips: round_trips,
    });
    answer
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit 53 bits")]
const fn started_as_number(milliseconds: i64) -> f64 {
    milliseconds as f64
}

/// The head as `http` has it. The URL was parsed by the runtime, so only its path and query are looked at.
fn parse(raw: &web_sys::Request) -> Result<Request<Body>, Error> {
    let head = read_head(raw);
    let mut lines = head.split('\n');
    let (method, url) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|start| rest.split_at(start).1));
    let uri = Uri::try_from(path.unwrap_or("/")).map_err(|_| Error::NotFound)?;
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.parse().map_err(|_| Error::MethodNotAllowed)?;
    *request.uri_mut() = uri;
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        // what `http` refuses no handler of ours asks for
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            request.headers_mut().append(name, value);
        }
    }
    Ok(request)
}

/// What the log says of a request; empty where it could not be read.
#[derive(Default)]
struct RequestLine {
    method: String,
    path: String,
}

async fn route(
    raw: web_sys::Request,
    edge: &Edge,
    request_id: &RequestId,
    mut router: Router,
    line: &mut RequestLine,
) -> Response {
    let mut request = match parse(&raw) {
        Ok(request) => request,
        Err(error) => return Failure(error).into_response(),
    };
    request.method().as_str().clone_into(&mut line.method);
    line.path = log::shown_path(request.uri().path());
    let origin = cors::allowed_origin(&request, edge);
    if let (Some(origin), true) = (&origin, cors::is_preflight(&request)) {
        let mut response = cors::preflight();
        cors::open_to(&mut response, origin.clone());
        return response;
    }
    let incoming = Incoming { edge: SendWrapper(edge.clone()), request_id: request_id.clone(), raw: SendWrapper(raw) };
    request.extensions_mut().insert(incoming);
    let mut response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let Some(origin) = origin {
        cors::open_to(&mut response, origin);
    }
    response
}

thread_local! {
    /// Header lines are written here, so that no answer allocates them anew.
    static LINES: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The limit's headers. Source: the IETF draft "RateLimit header fields for HTTP", in its form of three headers.
fn write_limit(lines: &mut String, decision: &Decision) {
    let separator = if lines.is_empty() { "" } else { "\n" };
    // writing to text cannot fail
    let _ = write!(
        lines,
        "{separator}ratelimit-limit\n{}\nratelimit-remaining\n{}\nratelimit-reset\n{}",
        decision.limit,
        decision.remaining,
        decision.reset_seconds()
    );
}

async fn answer(mut response: Response, edge: &Edge, request_id: &RequestId) -> (u16, web_sys::Response) {
    let mut status = response.status();
    let mut failure_body = None;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(detail) = error.detail() {
            let fields = [("requestId", request_id.as_ref().into()), ("code", error.code().into())];
            log::error(detail, &fields);
        }
        if let Error::RateLimited { retry_after_seconds } = error.as_ref() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
        }
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        failure_body = Some(error.envelope(request_id.as_ref()).to_string().into_bytes());
    }
    for cookie in edge.take_cookies().into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    let passed_on = response.extensions_mut().remove::<PassedOn>();
    let (parts, body) = response.into_parts();
    let mut lines = LINES.take();
    lines.clear();
    let extra = passed_on.iter().flat_map(|passed| &passed.headers).map(|(name, value)| (*name, value.as_bytes()));
    let own = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let is_json =
        passed_on.is_none() && parts.headers.get(CONTENT_TYPE).is_some_and(|value| value == "application/json");
    for (name, value) in own.chain(extra) {
        // the runtime counts by itself, and the kept headers say JSON already
        if name == CONTENT_LENGTH.as_str() || (is_json && name == CONTENT_TYPE.as_str()) {
            continue;
        }
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(name);
        lines.push('\n');
        lines.push_str(&String::from_utf8_lossy(value));
    }
    if let Some(decision) = edge.limit() {
        write_limit(&mut lines, &decision);
    }
    let built = if let Some(passed) = passed_on {
        status = StatusCode::from_u16(passed.response.status()).unwrap_or(status);
        let socket = binding(&passed.response, "webSocket");
        pass_on(status.as_u16(), request_id.as_ref(), &lines, &binding(&passed.response, "body"), &socket)
    } else {
        let bytes = match failure_body {
            Some(bytes) => bytes.into(),
            None => axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default(),
        };
        respond(status.as_u16(), request_id.as_ref(), is_json, &lines, &bytes)
    };
    LINES.replace(lines);
    let built = built.unwrap_or_else(|error| {
        log::error("build response failed", &[("error", super::message(&error).into())]);
        web_sys::Response::error()
    });
    (status.as_u16(), built)
}
