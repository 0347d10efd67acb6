//! SHA-1 by Web Crypto: only authenticator apps and the ranges of breached passwords still use it, so it is not in the
//! wasm.

use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/hmac.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = hmacSha1)]
    async fn hmac_sha1_js(key: js_sys::Uint8Array, data: js_sys::Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = sha1)]
    async fn sha1_js(data: js_sys::Uint8Array) -> Result<JsValue, JsValue>;
}

/// The HMAC (RFC 2104) of `data` with SHA-1.
///
/// # Errors
/// [`Error::Internal`] when Web Crypto fails, as for an empty key.
pub async fn hmac_sha1(key: &[u8], data: &[u8]) -> Result<[u8; 20], Error> {
    let code = hmac_sha1_js(js_sys::Uint8Array::from(key), js_sys::Uint8Array::from(data))
        .await
        .map_err(|error| Error::internal(format!("HMAC-SHA-1: {}", super::message(&error))))?;
    js_sys::Uint8Array::new(&code).to_vec().try_into().map_err(|_| Error::internal("HMAC-SHA-1 is not 20 bytes long"))
}

/// The SHA-1 (RFC 3174) of `data`.
///
/// # Errors
/// [`Error::Internal`] when Web Crypto fails.
pub async fn sha1(data: &[u8]) -> Result<[u8; 20], Error> {
    let hash = sha1_js(js_sys::Uint8Array::from(data))
        .await
        .map_err(|error| Error::internal(format!("SHA-1: {}", super::message(&error))))?;
    js_sys::Uint8Array::new(&hash).to_vec().try_into().map_err(|_| Error::internal("SHA-1 is not 20 bytes long"))
}
