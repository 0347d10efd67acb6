//! Email over Cloudflare's `send_email` binding.

use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/email.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = sendEmail)]
    async fn send_email(binding: &JsValue, message: &str) -> Result<JsValue, JsValue>;
}

/// An email in the binding's format.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message<'a> {
    /// The display name of the sender; may be empty.
    pub from_name: &'a str,
    pub from_address: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    /// The plain-text body.
    pub text: &'a str,
    /// The HTML body.
    pub html: &'a str,
}

/// Sends an email.
///
/// # Errors
/// The platform's error code, which contains no address.
pub async fn send(binding: &JsValue, message: &Message<'_>) -> Result<(), String> {
    let text = serde_json::to_string(message).map_err(|_| "serialize email failed".to_owned())?;
    send_email(binding, &text).await.map(|_| ()).map_err(|error| super::message(&error))
}
