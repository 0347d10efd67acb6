//! Bodies that a provider signed. A body stays in JavaScript: only the parts that are used come over.

use serde_json::Value;
use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

use super::bridge::Incoming;

#[wasm_bindgen(module = "/src/edge/signed_body.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = readVerified)]
    async fn read_verified(
        request: &web_sys::Request,
        limit: u32,
        deadline_ms: u32,
        secret: &str,
        prefix: &str,
        signature: &[u8],
        paths: &str,
    ) -> Result<JsValue, JsValue>;
}

/// How long the whole body may take, in milliseconds. GitHub waits this long for the response, Slack 3 seconds.
const DEADLINE_MS: u32 = 10_000;

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
    /// [`Error::PayloadTooLarge`] over `limit` bytes, before anything is read when the length is declared;
    /// [`Error::RequestTimeout`] for a body that takes longer than ten seconds; [`Error::InvalidSignature`];
    /// [`Error::MalformedJson`].
    pub async fn signed_json(&self, limit: usize, signed: &Signed<'_>, paths: &str) -> Result<Value, Error> {
        let Signed { secret, prefix, signature } = signed;
        let limit_bytes = u32::try_from(limit).unwrap_or(u32::MAX);
        let selected = read_verified(self.raw(), limit_bytes, DEADLINE_MS, secret, prefix, signature, paths).await;
        let selected = selected.map_err(|error| Error::internal(super::message(&error)))?;
        match selected.as_f64() {
            None => {}
            Some(413.0) => return Err(Error::PayloadTooLarge(limit)),
            Some(408.0) => return Err(Error::RequestTimeout),
            Some(401.0) => return Err(Error::InvalidSignature),
            Some(_) => return Err(Error::MalformedJson("not a JSON object".to_owned())),
        }
        let text = selected.as_string().ok_or_else(|| Error::internal("the selected fields are no text"))?;
        // a lone surrogate is valid JSON, but no text
        serde_json::from_str(&text).map_err(|error| Error::MalformedJson(error.to_string()))
    }
}
