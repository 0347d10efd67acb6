//! Signatures of passkeys, verified by Web Crypto.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/public_key.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = verifySignature)]
    async fn verify_signature_js(
        algorithm: &str,
        jwk: &str,
        signature: js_sys::Uint8Array,
        data: js_sys::Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

/// Whether `signature` is that of `data`. The algorithm is `ES256` (with a signature `r || s`), `EdDSA` or `RS256`; the
/// key is a JSON Web Key.
///
/// # Errors
/// A message when the key cannot be read.
pub async fn verify_signature(algorithm: &str, jwk: &str, signature: &[u8], data: &[u8]) -> Result<bool, String> {
    let (signature, data) = (js_sys::Uint8Array::from(signature), js_sys::Uint8Array::from(data));
    let verified = verify_signature_js(algorithm, jwk, signature, data).await;
    Ok(verified.map_err(|error| super::message(&error))?.is_truthy())
}
