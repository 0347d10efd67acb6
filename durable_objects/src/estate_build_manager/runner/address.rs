//! A runner that somebody else keeps running, at an address.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};

use super::RunnerPlace;

/// An address such as `http://127.0.0.1:4100`.
pub(super) struct AddressPlace {
    origin: String,
}

impl AddressPlace {
    pub(super) fn new(address: &str) -> Self {
        Self { origin: address.trim_end_matches('/').to_owned() }
    }
}

impl RunnerPlace for AddressPlace {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn prepare(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { Ok(()) }.boxed_local()
    }

    fn fetch(&self, request: &web_sys::Request) -> Result<Promise, JsValue> {
        let global: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
        Ok(global.fetch_with_request(request))
    }

    fn can_rest(&self) -> bool {
        false
    }

    fn rest(&self) -> LocalBoxFuture<'_, Result<(), String>> {
        async { Ok(()) }.boxed_local()
    }
}
