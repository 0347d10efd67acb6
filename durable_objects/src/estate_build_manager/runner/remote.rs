//! A runner at an address, operated independently.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};

use super::RunnerHost;

/// An address such as `http://127.0.0.1:4100`.
pub(super) struct RemoteHost {
    origin: String,
}

impl RemoteHost {
    pub(super) fn new(address: &str) -> Self {
        Self { origin: address.trim_end_matches('/').to_owned() }
    }
}

impl RunnerHost for RemoteHost {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn ensure_started(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { Ok(()) }.boxed_local()
    }

    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue> {
        let global: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
        Ok(global.fetch_with_request(request))
    }

    fn is_container_running(&self) -> bool {
        false
    }

    fn stop_container(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { Ok(()) }.boxed_local()
    }
}
