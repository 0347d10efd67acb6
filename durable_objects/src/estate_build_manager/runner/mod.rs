//! The client of the runner's HTTP API, and the hosts where a runner can be.

mod container;
mod protocol;
mod remote;

use futures::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use worker::{Env, State};

pub(super) use protocol::{BuildRequest, EventStream, RunnerClient, StartResponse};

/// The value of `RUNNER` that selects the object's own Cloudflare container.
const CONTAINER: &str = "container";

/// Where the runner is hosted.
trait RunnerHost {
    /// The origin of the URLs of the API.
    fn origin(&self) -> &str;

    /// Starts the runner if necessary.
    ///
    /// # Errors
    /// Why there is no runner.
    fn ensure_started(&self) -> LocalBoxFuture<'_, Result<(), String>>;

    /// Sends a request.
    ///
    /// # Errors
    /// The JavaScript exception.
    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue>;

    /// Whether there is a running container to stop.
    fn is_container_running(&self) -> bool;

    /// Stops the container, if there is one.
    fn stop_container(&self) -> LocalBoxFuture<'_, Result<(), String>>;
}

/// A client of the configured runner.
///
/// # Errors
/// What is missing in the configuration.
pub(super) fn runner(env: &Env, state: &State) -> Result<RunnerClient, String> {
    let runner = env.var("RUNNER").map_err(|error| error.to_string())?.to_string();
    let secret = env.secret("RUNNER_SECRET").map_err(|error| error.to_string())?.to_string();
    let host: Box<dyn RunnerHost> = if runner == CONTAINER {
        let container = state.container().ok_or("this object has no container")?;
        Box::new(container::ContainerHost::new(container, secret.clone()))
    } else {
        Box::new(remote::RemoteHost::new(&runner))
    };
    Ok(RunnerClient::new(host, secret))
}
