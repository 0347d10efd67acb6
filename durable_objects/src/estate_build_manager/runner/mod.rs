//! The client of the runner's HTTP API, and the hosts where a runner can be.

mod container;
mod protocol;
mod remote;

use futures::future::LocalBoxFuture;
use js_sys::Promise;
use steward_kernel::config::{Runner, RunnerLocation};
use wasm_bindgen::JsValue;
use worker::{Env, State};

pub(super) use protocol::{BuildRequest, EventStream, RunnerClient, StartResponse};

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
/// That there is no container.
pub(super) fn client(Runner { location, secret, .. }: &Runner, state: &State) -> Result<RunnerClient, String> {
    let host: Box<dyn RunnerHost> = match location {
        RunnerLocation::Container => {
            let container = state.container().ok_or("this object has no container")?;
            Box::new(container::ContainerHost::new(container, secret.clone()))
        }
        RunnerLocation::Address(address) => Box::new(remote::RemoteHost::new(address)),
    };
    Ok(RunnerClient::new(host, secret.clone()))
}

/// The runner's configuration.
///
/// # Errors
/// What is missing or malformed.
pub(super) fn configuration(env: &Env) -> Result<Runner, String> {
    Runner::load(&|name| env.var(name).ok().map(|value| value.to_string())).map_err(|problems| problems.to_string())
}
