//! Bodies that a provider signed. A body stays in JavaScript: only the parts that are used come over.

use serde_json::Value;
use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

use super::bridge::Incoming;

#[wasm_bindgen(module = "/src/edge/signed_body.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = verifyAndSelect)]
    async fn verify_and_select(
        body: &JsValue,
        secret: &str,
        prefix: &str,
        signature: &[u8],
        paths: &str,
    ) -> Result<JsValue, JsValue>;
}

/// What an HMAC-SHA256 has to be of, and by which secret.
#[derive(Debug)]
pub struct Signed<'a> {
    pub secret: &'a str,
    /// What is signed in front of the body.
    pub prefix: &'a str,
    pub signature: &'a [u8],
}

impl Incoming {
    /// Reads a body, verifies its signature in constant time, and returns the fields at `paths` of its JSON object:
    /// names with dots between them, separated by spaces. A value on the way that is no object is returned as it is.
    ///
    /// # Errors
    /// [`Error::PayloadTooLarge`] over `limit` bytes; [`Error::InvalidSignature`]; [`Error::MalformedJson`].
    pub async fn signed_json(&self, limit: usize, signed: &Signed<'_>, paths: &str) -> Result<Value, Error> {
        let body = self.body_in_javascript(limit).await?;
        let Signed { secret, prefix, signature } = signed;
        let selected = verify_and_select(&body, secret, prefix, signature, paths).await;
        let selected = selected.map_err(|error| Error::internal(super::message(&error)))?;
        if selected.as_bool() == Some(false) {
            return Err(Error::InvalidSignature);
        }
        let text = selected.as_string().ok_or_else(|| Error::MalformedJson("not a JSON object".to_owned()))?;
        // a lone surrogate is valid JSON, but no text
        serde_json::from_str(&text).map_err(|error| Error::MalformedJson(error.to_string()))
    }
}
