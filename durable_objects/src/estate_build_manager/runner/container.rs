//! A runner in the object's own Cloudflare container, started when it is needed.

use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Container, Delay, Error, worker_sys};

use super::RunnerPlace;

/// Where the image's runner listens.
const PORT: u16 = 3_000;
/// For so long, 300 ms a try, a container may take until it answers.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(300);

/// The container of one object.
pub(super) struct ContainerPlace {
    container: Container,
    secret: String,
}

impl ContainerPlace {
    pub(super) const fn new(container: Container, secret: String) -> Self {
        Self { container, secret }
    }

    /// The options are made here: those of `worker` lose what is set.
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

impl RunnerPlace for ContainerPlace {
    fn origin(&self) -> &'static str {
        "http://runner"
    }

    fn prepare(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async {
            if !self.container.running() {
                self.start().map_err(|exception| Error::from(exception).to_string())?;
            }
            for _ in 0..TRIES {
                if self.is_healthy().await.unwrap_or(false) {
                    return Ok(());
                }
                Delay::from(PAUSE).await;
            }
            Err("the container does not answer".to_owned())
        }
        .boxed_local()
    }

    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue> {
        let port = self.container.get_tcp_port(PORT)?;
        let port: JsValue = port.into_rpc();
        port.unchecked_ref::<worker_sys::Fetcher>().fetch(request)
    }

    fn can_rest(&self) -> bool {
        self.container.running()
    }

    fn rest(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { self.container.destroy(None).await.map_err(|error| error.to_string()) }.boxed_local()
    }
}
