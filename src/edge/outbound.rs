//! The runtime's `fetch`. Only `platform/http_client` calls it.

use std::time::Duration;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/outbound.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn open(
        method: &str,
        url: &str,
        header_lines: &str,
        body: Option<&str>,
        timeout_ms: u32,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn read(reader: &JsValue) -> Result<JsValue, JsValue>;
    fn cancel(reader: &JsValue);
}

/// A request in the runtime's format.
#[derive(Debug)]
pub struct OutboundRequest<'a> {
    pub method: &'a str,
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'static str, String)],
    pub body: Option<&'a str>,
    /// The limit for the whole exchange, including the body.
    pub timeout: Duration,
}

/// The head of a response, with a reader for the body.
pub struct OutboundResponse {
    pub status: u16,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    pub body: BodyReader,
}

/// Reads a body chunk by chunk. Dropping it cancels the rest.
pub struct BodyReader(Option<JsValue>);

impl BodyReader {
    /// Returns the next chunk; `None` at the end.
    ///
    /// # Errors
    /// The runtime's message when the connection fails or times out.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        let Some(reader) = &self.0 else { return Ok(None) };
        let piece = read(reader).await.map_err(|error| super::message(&error))?;
        if piece.is_undefined() {
            self.0 = None;
            return Ok(None);
        }
        Ok(Some(js_sys::Uint8Array::new(&piece).to_vec()))
    }
}

impl Drop for BodyReader {
    fn drop(&mut self) {
        if let Some(reader) = &self.0 {
            cancel(reader);
        }
    }
}

/// Sends a request. Redirects are not followed.
///
/// # Errors
/// The runtime's message when there is no response.
pub async fn fetch(request: &OutboundRequest<'_>) -> Result<OutboundResponse, String> {
    let lines: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}\n{value}")).collect();
    if lines.iter().any(|line| line.matches('\n').count() != 1) {
        return Err("a header has a line break".to_owned());
    }
    let timeout_ms = u32::try_from(request.timeout.as_millis()).unwrap_or(u32::MAX);
    let answer = open(request.method, request.url, &lines.join("\n"), request.body, timeout_ms)
        .await
        .map_err(|error| super::message(&error))?;
    let answer = js_sys::Array::from(&answer);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an HTTP status is 100 to 599")]
    let status = answer.get(0).as_f64().unwrap_or_default() as u16;
    let lines = answer.get(1).as_string().unwrap_or_default();
    let mut lines = lines.split('\n');
    let mut headers = Vec::new();
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        headers.push((name.to_owned(), value.to_owned()));
    }
    let reader = Some(answer.get(2)).filter(|reader| !reader.is_undefined());
    Ok(OutboundResponse { status, headers, body: BodyReader(reader) })
}

/// Waits for a duration.
pub async fn pause(duration: Duration) {
    worker::Delay::from(duration).await;
}

/// A random number from 0 to 255 for spreading retries. It is not cryptographically secure.
#[must_use]
pub fn jitter() -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 0 and below 256")]
    let jitter = (js_sys::Math::random() * 256.0) as u8;
    jitter
}
