//! A runner in the object's own Cloudflare container, started on demand.

use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Container, Delay, Error, worker_sys};

use super::RunnerHost;

/// The port of the runner in the image.
const PORT: u16 = 3_000;
/// The most health checks, one per 300 ms, until a started container responds.
const HEALTH_CHECKS: u32 = 60;
const HEALTH_CHECK_INTERVAL: Duration = Duration::from_millis(300);

/// The container of one object.
pub(super) struct ContainerHost {
    container: Container,
    secret: String,
}

impl ContainerHost {
    pub(super) const fn new(container: Container, secret: String) -> Self {
        Self { container, secret }
    }

    /// Builds the options by hand: `worker` drops the fields that are set.
    fn start(&self) -> Result<(), JsValue> {
        let environment = Object::new();
        Reflect::set(&environment, &"RUNNER_SECRET".into(), &self.secret.as_str().into())?;
        Reflect::set(&environment, &"RUNNER_ADDRESS".into(), &format!("0.0.0.0:{PORT}").into())?;
        let options = Object::new();
        Reflect::set(&options, &"enableInternet".into(), &JsValue::TRUE)?;
        Reflect::set(&options, &"env".into(), &environment)?;
        let container: &JsValue = self.container.as_ref();
        container.unchecked_ref::<worker_sys::Container>().start(&options)
    }

    async fn is_healthy(&self) -> Result<bool, JsValue> {
        let request = web_sys::Request::new_with_str(&format!("{}/health", self.origin()))?;
        let response: web_sys::Response = JsFuture::from(self.fetch(&request)?).await?.dyn_into()?;
        Ok(response.ok())
    }
}

impl RunnerHost for ContainerHost {
    fn origin(&self) -> &'static str {
        "http://runner"
    }

    fn ensure_started(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async {
            if !self.container.running() {
                self.start().map_err(|exception| Error::from(exception).to_string())?;
            }
            for _ in 0..HEALTH_CHECKS {
                if self.is_healthy().await.unwrap_or(false) {
                    return Ok(());
                }
                Delay::from(HEALTH_CHECK_INTERVAL).await;
            }
            Err("the container does not respond".to_owned())
        }
        .boxed_local()
    }

    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue> {
        let port = self.container.get_tcp_port(PORT)?;
        let port: JsValue = port.into_rpc();
        port.unchecked_ref::<worker_sys::Fetcher>().fetch(request)
    }

    fn is_container_running(&self) -> bool {
        self.container.running()
    }

    fn stop_container(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { self.container.destroy(None).await.map_err(|error| error.to_string()) }.boxed_local()
    }
}
