//! The client of the runner's HTTP API.

use std::future::Future;
use std::time::Duration;

use futures::future::{Either, select};
use serde::Serialize;
use steward_kernel::from_json::{self, FromJson};
use steward_kernel::id::BuildId;
use wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Delay, Error};

use super::RunnerHost;

/// The longest wait for the head of a response.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest wait for the start of a container.
const CONTAINER_START_TIMEOUT: Duration = Duration::from_secs(25);

/// The body of the request to start a build.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct BuildRequest<'request> {
    pub(in super::super) organization_id: &'request str,
    pub(in super::super) clone_url: &'request str,
    pub(in super::super) commit: &'request str,
    pub(in super::super) branch: Option<&'request str>,
    pub(in super::super) path: Option<&'request str>,
    pub(in super::super) token: Option<&'request str>,
    pub(in super::super) timeout_seconds: i64,
}

/// The response to the request to start a build.
#[derive(Debug)]
pub(in super::super) enum StartResponse {
    /// The runner has the build, from this or an earlier request.
    Accepted,
    /// The runner is at capacity.
    Busy,
    /// The organization runs as many builds as one may.
    OrganizationBusy,
    /// There was no usable response.
    Unreachable(String),
    /// The runner will never accept the build.
    Rejected(String),
}

/// The response to the request for the events of a build.
pub(in super::super) enum EventStream {
    Open(web_sys::Response),
    /// The runner does not know the build.
    Unknown,
    /// There was no usable response.
    Unreachable(String),
}

#[derive(FromJson)]
struct ErrorEnvelope {
    error: ErrorMessage,
}

#[derive(FromJson)]
struct ErrorMessage {
    code: String,
    message: String,
}

/// A client of one runner.
pub(in super::super) struct RunnerClient {
    host: Box<dyn RunnerHost>,
    secret: String,
}

impl RunnerClient {
    pub(super) fn new(host: Box<dyn RunnerHost>, secret: String) -> Self {
        Self { host, secret }
    }

    /// Starts a build. Idempotent.
    pub(in super::super) async fn start(&self, build_id: &BuildId, request: &BuildRequest<'_>) -> StartResponse {
        match with_timeout(CONTAINER_START_TIMEOUT, self.host.ensure_started()).await {
            Some(Ok(())) => {}
            Some(Err(reason)) => return StartResponse::Unreachable(reason),
            None => return StartResponse::Unreachable("the container takes too long to start".to_owned()),
        }
        let body = match serde_json::to_string(request) {
            Ok(body) => body,
            Err(error) => return StartResponse::Rejected(error.to_string()),
        };
        match self.send("PUT", &format!("/builds/{build_id}"), Some(&body)).await {
            Ok(response) => match response.status() {
                200 | 201 => StartResponse::Accepted,
                429 => match error_of(&response).await {
                    Some(error) if error.code == "ORGANIZATION_BUSY" => StartResponse::OrganizationBusy,
                    _ => StartResponse::Busy,
                },
                401 | 403 => StartResponse::Rejected("The runner refused the manager's credentials.".to_owned()),
                status @ 400..500 => StartResponse::Rejected(match error_of(&response).await {
                    Some(error) => format!("The runner refused the build: {}", error.message),
                    None => format!("The runner refused the build ({status})."),
                }),
                status => StartResponse::Unreachable(format!("it answered {status}")),
            },
            Err(reason) => StartResponse::Unreachable(reason),
        }
    }

    /// Opens the stream of the events of a build after a number.
    pub(in super::super) async fn events(&self, build_id: &BuildId, after: u64) -> EventStream {
        match self.send("GET", &format!("/builds/{build_id}/events?after={after}"), None).await {
            Ok(response) => match response.status() {
                200 => EventStream::Open(response),
                404 => EventStream::Unknown,
                status => EventStream::Unreachable(format!("it answered {status}")),
            },
            Err(reason) => EventStream::Unreachable(reason),
        }
    }

    /// Stops a build. A build that the runner does not know counts as stopped.
    ///
    /// # Errors
    /// Why the request failed.
    pub(in super::super) async fn stop(&self, build_id: &BuildId) -> Result<(), String> {
        let response = self.send("DELETE", &format!("/builds/{build_id}"), None).await?;
        match response.status() {
            200..300 | 404 => Ok(()),
            status => Err(format!("it answered {status}")),
        }
    }

    /// Whether there is a running container to stop.
    pub(in super::super) fn is_container_running(&self) -> bool {
        self.host.is_container_running()
    }

    /// Stops the container, if there is one.
    ///
    /// # Errors
    /// Why the container was not stopped.
    pub(in super::super) async fn stop_container(&self) -> Result<(), String> {
        self.host.stop_container().await
    }

    async fn send(&self, method: &str, path: &str, body: Option<&str>) -> Result<web_sys::Response, String> {
        let thrown = |exception: JsValue| Error::from(exception).to_string();
        let abort = web_sys::AbortController::new().map_err(thrown)?;
        let request = self.request(method, path, body, &abort.signal()).map_err(thrown)?;
        let promise = self.host.fetch(&request).map_err(thrown)?;
        match with_timeout(RESPONSE_TIMEOUT, JsFuture::from(promise)).await {
            Some(Ok(response)) => response.dyn_into().map_err(|_| "it answered nothing".to_owned()),
            Some(Err(exception)) => Err(thrown(exception)),
            None => {
                abort.abort();
                Err(format!("it did not answer within {} s", RESPONSE_TIMEOUT.as_secs()))
            }
        }
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<&str>,
        signal: &web_sys::AbortSignal,
    ) -> Result<web_sys::Request, JsValue> {
        let headers = web_sys::Headers::new()?;
        headers.set("authorization", &format!("Bearer {}", self.secret))?;
        let init = web_sys::RequestInit::new();
        init.set_method(method);
        init.set_signal(Some(signal));
        if let Some(body) = body {
            headers.set("content-type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        web_sys::Request::new_with_str_and_init(&format!("{}{path}", self.host.origin()), &init)
    }
}

async fn error_of(response: &web_sys::Response) -> Option<ErrorMessage> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(from_json::read::<ErrorEnvelope>(&text).ok()?.error)
}

/// The output of a future; none after the timeout.
async fn with_timeout<Output>(time: Duration, future: impl Future<Output = Output>) -> Option<Output> {
    match select(std::pin::pin!(future), Delay::from(time)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
