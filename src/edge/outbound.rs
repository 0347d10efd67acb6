//! HTTP outwards.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/outbound.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn send(
        method: &str,
        url: &str,
        header_lines: &str,
        body: Option<String>,
        timeout_ms: u32,
        limit: u32,
    ) -> Result<JsValue, JsValue>;
}

/// No provider is waited for longer.
const TIMEOUT_MS: u32 = 10_000;
/// No answer may be longer, in bytes.
const LIMIT: u32 = 8 * 1024 * 1024;

/// A request to somebody else's service.
#[derive(Debug)]
pub struct OutboundRequest<'a> {
    /// GET, POST, …
    pub method: &'a str,
    /// An absolute URL.
    pub url: String,
    /// Names and values; neither may hold a line break.
    pub headers: Vec<(&'a str, String)>,
    /// The body's text, if any.
    pub body: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct OutboundResponse {
    /// The HTTP status.
    pub status: u16,
    /// The `Link` header (RFC 8288), empty when absent.
    pub link: String,
    /// The body.
    pub body: String,
}

/// Sends a request. Redirects are not followed; it is given up after ten seconds.
///
/// # Errors
/// A sentence for the log when there was no answer.
pub async fn fetch(request: OutboundRequest<'_>) -> Result<OutboundResponse, String> {
    let lines: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}\n{value}")).collect();
    if lines.iter().any(|line| line.matches('\n').count() != 1) {
        return Err("a header holds a line break".to_owned());
    }
    let answer = send(request.method, &request.url, &lines.join("\n"), request.body, TIMEOUT_MS, LIMIT)
        .await
        .map_err(|error| super::message(&error))?;
    let answer = js_sys::Array::from(&answer);
    let text = |index| answer.get(index).as_string().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an HTTP status is 100 to 599")]
    let status = answer.get(0).as_f64().unwrap_or_default() as u16;
    Ok(OutboundResponse { status, link: text(1), body: text(2) })
}
