//! Converts JavaScript's requests and responses. Each crossing is expensive: the head takes one, the response takes
//! one, and the body is read only when an operation needs it. A response of known bytes creates no stream.

use std::cell::RefCell;
use std::fmt::Write;
use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll, Waker};

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use steward_kernel::config::Site;
use steward_kernel::error::Error;
use steward_kernel::id::RequestId;
use steward_kernel::limit::Decision;
use wasm_bindgen::prelude::*;
use worker::send::SendWrapper;

use super::headers::Headers;
use super::response::{Body, Response};
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

/// A request's first line and headers.
#[derive(Debug)]
pub struct Head {
    /// In upper case.
    pub method: String,
    /// Percent-encoded, from the first slash on, without the query.
    pub path: String,
    /// Without the question mark.
    pub query: String,
    pub headers: Headers,
}

/// The rest of a request: the platform, the request's id, and the unread body.
#[derive(Clone)]
pub struct Incoming {
    pub edge: SendWrapper<Edge>,
    /// The id in the response and in the log.
    pub request_id: RequestId,
    raw: SendWrapper<web_sys::Request>,
}

impl Incoming {
    /// The whole body.
    ///
    /// # Errors
    /// [`Error::PayloadTooLarge`] over `limit` bytes, [`Error::MalformedJson`] when the body ended early.
    pub async fn body(&self, limit: usize) -> Result<Vec<u8>, Error> {
        let read = read_body(&self.raw, u32::try_from(limit).unwrap_or(u32::MAX)).await;
        let bytes = read.map_err(|_| Error::MalformedJson("the body ended early".to_owned()))?;
        if bytes.is_null() { Err(Error::PayloadTooLarge(limit)) } else { Ok(js_sys::Uint8Array::new(&bytes).to_vec()) }
    }

    /// The JavaScript request, to forward it to a Durable Object.
    #[must_use]
    pub fn raw(&self) -> &web_sys::Request {
        &self.raw
    }
}

/// Handles a request.
pub type Answer = fn(Head, Incoming) -> LocalBoxFuture<'static, Result<Response, Error>>;

/// Polls once and returns the response when it is ready, else a promise of it: a promise and its microtask cost more
/// than all of the routing.
pub fn poll_once(answer: impl Future<Output = web_sys::Response> + 'static) -> JsValue {
    let mut answer = Box::pin(answer);
    // A wake-up of this waker is not lost: the promise polls again before it waits.
    match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => response.into(),
        Poll::Pending => {
            wasm_bindgen_futures::future_to_promise(AssertUnwindSafe(async { Ok(answer.await.into()) })).into()
        }
    }
}

/// Monitors ask for it all the time, so only its failures are logged.
const HEALTH: &str = "/api/health";

/// Handles one request: reads it, calls `answer`, converts the response and logs one line.
pub async fn serve(raw: web_sys::Request, edge: Edge, answer: Answer) -> web_sys::Response {
    let request_id = edge.id(RequestId::new);
    let started = edge.now();
    let mut line = RequestLine::default();
    // A panic ends only this request; its partial writes are in a transaction that is rolled back.
    let answered = AssertUnwindSafe(route(raw, &edge, &request_id, answer, &mut line)).catch_unwind().await;
    let answered = answered.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Response::error(&Error::Internal(format!("panic: {text}")), &request_id)
    });
    let (status, response) = write(answered, &edge, &request_id);
    if status == 200 && line.path == HEALTH {
        return response;
    }
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
        password_checks: edge.password_checks(),
    });
    response
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit 53 bits")]
const fn started_as_number(milliseconds: i64) -> f64 {
    milliseconds as f64
}

/// Reads the head. The runtime has parsed the URL, so this only splits off path and query.
fn parse(raw: &web_sys::Request) -> Head {
    let text = read_head(raw);
    let mut lines = text.splitn(3, '\n');
    let (method, url) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let target = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|start| rest.split_at(start).1));
    let target = target.unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = Headers::of_lines(lines.next().unwrap_or_default().to_owned());
    Head { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers }
}

/// The properties of a request for its log line; empty when they could not be read.
#[derive(Default)]
struct RequestLine {
    method: String,
    path: String,
}

async fn route(
    raw: web_sys::Request,
    edge: &Edge,
    request_id: &RequestId,
    answer: Answer,
    line: &mut RequestLine,
) -> Response {
    let head = parse(&raw);
    line.method.clone_from(&head.method);
    line.path = log::shown_path(&head.path);
    let origin = cors::allowed_origin(&head, edge);
    if let (Some(origin), true) = (&origin, cors::is_preflight(&head)) {
        let mut response = cors::preflight();
        cors::open_to(&mut response, origin.clone());
        return response;
    }
    let incoming = Incoming { edge: SendWrapper(edge.clone()), request_id: request_id.clone(), raw: SendWrapper(raw) };
    let is_head = head.method == "HEAD";
    // Cloudflare sets this header, whatever the client sends. A redirect would repeat in clear what the client sent
    let is_unencrypted =
        head.headers.get("x-forwarded-proto") == Some("http") && edge.config().site().is_ok_and(Site::is_https);
    let answered = if is_unencrypted { Err(Error::HttpsRequired) } else { answer(head, incoming).await };
    let mut response = answered.unwrap_or_else(|error| Response::error(&error, request_id));
    if is_head {
        response = response.without_body();
    }
    if let Some(origin) = origin {
        cors::open_to(&mut response, origin);
    }
    response
}

thread_local! {
    /// A reused buffer for the header lines, so that responses do not allocate one each.
    static LINES: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes the headers of the rate limit. Source: the IETF draft "RateLimit header fields for HTTP", with three headers.
fn write_limit(lines: &mut String, decision: &Decision) {
    let separator = if lines.is_empty() { "" } else { "\n" };
    // writing to a string cannot fail
    let _ = write!(
        lines,
        "{separator}ratelimit-limit\n{}\nratelimit-remaining\n{}\nratelimit-reset\n{}",
        decision.limit,
        decision.remaining,
        decision.reset_seconds()
    );
}

fn write(response: Response, edge: &Edge, request_id: &RequestId) -> (u16, web_sys::Response) {
    let Response { mut status, headers, body } = response;
    let cookies = edge.take_cookies();
    let mut lines = LINES.take();
    lines.clear();
    let cookies = cookies.iter().map(|cookie| ("set-cookie", cookie.as_str()));
    for (name, value) in headers.iter().map(|(name, value)| (*name, value.as_str())).chain(cookies) {
        // a line break would start another header
        if value.contains(['\n', '\r']) {
            continue;
        }
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(name);
        lines.push('\n');
        lines.push_str(value);
    }
    if let Some(decision) = edge.limit() {
        write_limit(&mut lines, &decision);
    }
    let built = match body {
        Body::PassedOn(passed) => {
            status = passed.status();
            let socket = binding(&passed, "webSocket");
            pass_on(status, request_id.as_ref(), &lines, &binding(&passed, "body"), &socket)
        }
        Body::Empty => respond(status, request_id.as_ref(), false, &lines, &[]),
        Body::Json(bytes) => respond(status, request_id.as_ref(), true, &lines, &bytes),
        Body::Bytes(bytes) => respond(status, request_id.as_ref(), false, &lines, &bytes),
    };
    LINES.replace(lines);
    let built = built.unwrap_or_else(|error| {
        log::error("build response failed", &[("error", super::message(&error).into())]);
        web_sys::Response::error()
    });
    (status, built)
}
