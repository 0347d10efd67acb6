//! The runner as a build manager sees it: a small HTTP protocol, and a place where it is.

mod address;
mod container;
mod protocol;

use futures::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use worker::{Env, State};

pub(super) use protocol::{Events, Offer, Order, RunnerClient};

/// The value of `RUNNER` that selects the object's own Cloudflare container.
const IN_CONTAINER: &str = "container";

/// Where a runner is.
trait RunnerPlace {
    /// What the paths of the protocol are appended to.
    fn origin(&self) -> &str;

    /// Makes sure that there is a runner, before it is given something to do.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    fn prepare(&self) -> LocalBoxFuture<'_, Result<(), String>>;

    /// Begins a request.
    ///
    /// # Errors
    /// What JavaScript threw.
    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue>;

    /// Whether it runs, and would rest if it was told to.
    fn can_rest(&self) -> bool;

    /// Lets it rest: nobody needs it.
    fn rest(&self) -> LocalBoxFuture<'_, Result<(), String>>;
}

/// The runner that the environment names.
///
/// # Errors
/// A sentence that says what is missing.
pub(super) fn runner(env: &Env, state: &State) -> Result<RunnerClient, String> {
    let place_name = env.var("RUNNER").map_err(|error| error.to_string())?.to_string();
    let secret = env.secret("RUNNER_SECRET").map_err(|error| error.to_string())?.to_string();
    let place: Box<dyn RunnerPlace> = if place_name == IN_CONTAINER {
        let container = state.container().ok_or("this object has no container")?;
        Box::new(container::ContainerPlace::new(container, secret.clone()))
    } else {
        Box::new(address::AddressPlace::new(&place_name))
    };
    Ok(RunnerClient::new(place, secret))
}
