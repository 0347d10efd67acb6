//! RSA signatures with Web Crypto, which is faster than wasm and runs in constant time.

use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/rsa.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = signRs256)]
    async fn sign_rs256_js(key: js_sys::Uint8Array, data: js_sys::Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = verifyRs256)]
    async fn verify_rs256_js(
        n: &str,
        e: &str,
        signature: js_sys::Uint8Array,
        data: js_sys::Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

/// Signs `data` with RS256 (RFC 7518, 3.3), using a private key in PKCS#8 DER.
///
/// # Errors
/// [`Error::Internal`] when the key is not an RSA key.
pub async fn sign_rs256(key: &[u8], data: &[u8]) -> Result<Vec<u8>, Error> {
    let signature = sign_rs256_js(js_sys::Uint8Array::from(key), js_sys::Uint8Array::from(data))
        .await
        .map_err(|error| Error::internal(format!("RS256: {}", super::message(&error))))?;
    Ok(js_sys::Uint8Array::new(&signature).to_vec())
}

/// The numbers of an RSA public key in a JSON Web Key (RFC 7518, 6.3.1): big-endian, in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The modulus.
    pub n: String,
    /// The exponent.
    pub e: String,
}

/// Whether `signature` is the RS256 signature (RFC 7518, 3.3) of `data` by that key.
///
/// # Errors
/// A message for the log when the key cannot be read.
pub async fn verify_rs256(key: &PublicKey, signature: &[u8], data: &[u8]) -> Result<bool, String> {
    let verified =
        verify_rs256_js(&key.n, &key.e, js_sys::Uint8Array::from(signature), js_sys::Uint8Array::from(data)).await;
    Ok(verified.map_err(|error| super::message(&error))?.is_truthy())
}
