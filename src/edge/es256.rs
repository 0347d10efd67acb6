//! Keys and signatures of ES256 (RFC 7518, 3.4) with Web Crypto: no code for curves is in the wasm.

use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/es256.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = generateEs256)]
    async fn generate_es256_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = signEs256)]
    async fn sign_es256_js(jwk: &str, data: js_sys::Uint8Array) -> Result<JsValue, JsValue>;
}

/// A key pair as JSON Web Keys.
pub struct KeyPair {
    pub private_key: String,
    pub public_key: String,
}

/// Generates a key pair.
///
/// # Errors
/// [`Error::Internal`] when Web Crypto fails.
pub async fn generate() -> Result<KeyPair, Error> {
    let failed = |error: JsValue| Error::internal(format!("ES256: {}", super::message(&error)));
    let pair = js_sys::Array::from(&generate_es256_js().await.map_err(failed)?);
    match (pair.get(0).as_string(), pair.get(1).as_string()) {
        (Some(private_key), Some(public_key)) => Ok(KeyPair { private_key, public_key }),
        _ => Err(Error::internal("ES256: no key pair")),
    }
}

/// Signs `data` with a private key.
///
/// # Errors
/// [`Error::Internal`] when the key cannot be read.
pub async fn sign(private_key: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
    let signed = sign_es256_js(private_key, js_sys::Uint8Array::from(data)).await;
    let signature = signed.map_err(|error| Error::internal(format!("ES256: {}", super::message(&error))))?;
    Ok(js_sys::Uint8Array::new(&signature).to_vec())
}
