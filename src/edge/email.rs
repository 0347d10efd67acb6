//! Mail by Cloudflare's binding `send_email`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/email.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = sendEmail)]
    async fn send_email(binding: &JsValue, message: &str) -> Result<JsValue, JsValue>;
}

/// A mail as the binding takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message<'a> {
    /// What the sender is called; may be empty.
    pub from_name: &'a str,
    /// The sender.
    pub from_address: &'a str,
    /// The recipient.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: &'a str,
}

/// Sends a mail.
///
/// # Errors
/// The platform's code, in which no address is.
pub async fn send(binding: &JsValue, message: &Message<'_>) -> Result<(), String> {
    let text = serde_json::to_string(message).map_err(|_| "a mail that is no JSON".to_owned())?;
    send_email(binding, &text).await.map(|_| ()).map_err(|error| super::message(&error))
}
