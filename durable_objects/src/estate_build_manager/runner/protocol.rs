//! What is said to a runner over HTTP.

use std::future::Future;
use std::time::Duration;

use futures::future::{Either, select};
use serde::{Deserialize, Serialize};
use steward_kernel::id::BuildId;
use wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Delay, Error};

use super::RunnerPlace;

/// A runner answers a request, if only with its head, within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// A container is started within this time.
const PREPARED_WITHIN: Duration = Duration::from_secs(25);

/// A build for a runner.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Order<'order> {
    pub(in super::super) clone_url: &'order str,
    pub(in super::super) commit: &'order str,
    pub(in super::super) branch: Option<&'order str>,
    pub(in super::super) path: Option<&'order str>,
    pub(in super::super) token: Option<&'order str>,
    pub(in super::super) timeout_seconds: i64,
}

/// What a runner says to an order.
#[derive(Debug)]
pub(in super::super) enum Offer {
    /// It has it, since now or before.
    Taken,
    /// It has no room.
    Busy,
    /// It did not answer, or not sensibly.
    Unreachable(String),
    /// It will never take it.
    Refused(String),
}

/// A runner's stream of events.
pub(in super::super) enum Events {
    /// It has begun.
    Open(web_sys::Response),
    /// The runner does not know the build.
    Unknown,
    /// It did not answer, or not sensibly.
    Unreachable(String),
}

#[derive(Deserialize)]
struct ErrorEnvelope {
    error: ErrorBody,
}

#[derive(Deserialize)]
struct ErrorBody {
    message: String,
}

/// Speaks to the runner of one place.
pub(in super::super) struct RunnerClient {
    place: Box<dyn RunnerPlace>,
    secret: String,
}

impl RunnerClient {
    pub(super) fn new(place: Box<dyn RunnerPlace>, secret: String) -> Self {
        Self { place, secret }
    }

    /// Gives it a build. It may be given again: nothing is started twice.
    pub(in super::super) async fn start(&self, build_id: &BuildId, order: &Order<'_>) -> Offer {
        match within(PREPARED_WITHIN, self.place.prepare()).await {
            Some(Ok(())) => {}
            Some(Err(reason)) => return Offer::Unreachable(reason),
            None => return Offer::Unreachable("the container takes too long to start".to_owned()),
        }
        let body = match serde_json::to_string(order) {
            Ok(body) => body,
            Err(error) => return Offer::Refused(error.to_string()),
        };
        match self.send("PUT", &format!("/builds/{build_id}"), Some(&body)).await {
            Ok(response) => match response.status() {
                200 | 201 => Offer::Taken,
                429 => Offer::Busy,
                401 | 403 => Offer::Refused("The runner refused the manager's credentials.".to_owned()),
                status @ 400..500 => Offer::Refused(match error_message(&response).await {
                    Some(message) => format!("The runner refused the build: {message}"),
                    None => format!("The runner refused the build ({status})."),
                }),
                status => Offer::Unreachable(format!("it answered {status}")),
            },
            Err(reason) => Offer::Unreachable(reason),
        }
    }

    /// Opens its events after a number.
    pub(in super::super) async fn events(&self, build_id: &BuildId, after: u64) -> Events {
        match self.send("GET", &format!("/builds/{build_id}/events?after={after}"), None).await {
            Ok(response) => match response.status() {
                200 => Events::Open(response),
                404 => Events::Unknown,
                status => Events::Unreachable(format!("it answered {status}")),
            },
            Err(reason) => Events::Unreachable(reason),
        }
    }

    /// Ends a build there. A runner that does not know it has ended it.
    ///
    /// # Errors
    /// A sentence that says why it was not told.
    pub(in super::super) async fn stop(&self, build_id: &BuildId) -> Result<(), String> {
        let response = self.send("DELETE", &format!("/builds/{build_id}"), None).await?;
        match response.status() {
            200..300 | 404 => Ok(()),
            status => Err(format!("it answered {status}")),
        }
    }

    /// Whether it is kept running at our cost.
    pub(in super::super) fn can_rest(&self) -> bool {
        self.place.can_rest()
    }

    /// Lets it rest.
    ///
    /// # Errors
    /// A sentence that says why it does not.
    pub(in super::super) async fn rest(&self) -> Result<(), String> {
        self.place.rest().await
    }

    async fn send(&self, method: &str, path: &str, body: Option<&str>) -> Result<web_sys::Response, String> {
        let thrown = |exception: JsValue| Error::from(exception).to_string();
        let abort = web_sys::AbortController::new().map_err(thrown)?;
        let request = self.request(method, path, body, &abort.signal()).map_err(thrown)?;
        let promise = self.place.fetch(&request).map_err(thrown)?;
        match within(ANSWER_WITHIN, JsFuture::from(promise)).await {
            Some(Ok(response)) => response.dyn_into().map_err(|_| "it answered nothing".to_owned()),
            Some(Err(exception)) => Err(thrown(exception)),
            None => {
                abort.abort();
                Err(format!("it did not answer within {} s", ANSWER_WITHIN.as_secs()))
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
        web_sys::Request::new_with_str_and_init(&format!("{}{path}", self.place.origin()), &init)
    }
}

async fn error_message(response: &web_sys::Response) -> Option<String> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(serde_json::from_str::<ErrorEnvelope>(&text).ok()?.error.message)
}

/// What a future comes to, unless it takes too long.
async fn within<Output>(time: Duration, future: impl Future<Output = Output>) -> Option<Output> {
    match select(std::pin::pin!(future), Delay::from(time)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
