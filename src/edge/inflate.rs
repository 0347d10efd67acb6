//! Inflating with the runtime's own zlib, without keeping what comes out.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/inflate.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = inflatedLength)]
    async fn inflated_length_js(bytes: &[u8], limit: u32) -> Result<JsValue, JsValue>;
}

/// How many bytes a zlib stream inflates to; more than `limit` when there are more. Returns `None` when the stream is
/// broken, or does not end where the bytes do.
pub async fn inflated_length(bytes: &[u8], limit: u32) -> Option<u32> {
    let length = inflated_length_js(bytes, limit).await.ok()?.as_f64()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be one")]
    (0.0..=f64::from(u32::MAX)).contains(&length).then_some(length as u32)
}
