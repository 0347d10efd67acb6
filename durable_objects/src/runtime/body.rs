//! The body of a response as it arrives.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ReadableStreamByobReader, ReadableStreamGetReaderOptions, ReadableStreamReaderMode, Response};
use worker::wasm_bindgen_futures::JsFuture;

/// Bytes of one read. Without a buffer of its own, the runtime returns 4 KB at a time.
const READ_BYTES: u32 = 128 * 1024;

/// Reads a body in large parts, each as soon as there is something.
pub struct Body {
    reader: ReadableStreamByobReader,
    /// Goes to the runtime with a read, and comes back with what was read.
    buffer: Uint8Array,
    /// A read that has begun. It is continued when the future of [`Self::next`] is dropped.
    reading: Option<JsFuture>,
}

impl Body {
    /// The body of a response, if it has one.
    #[must_use]
    pub fn of(response: &Response) -> Option<Self> {
        let options = ReadableStreamGetReaderOptions::new();
        options.set_mode(ReadableStreamReaderMode::Byob);
        let reader = response.body()?.get_reader_with_options(&options).dyn_into().ok()?;
        Some(Self { reader, buffer: Uint8Array::new_with_length(READ_BYTES), reading: None })
    }

    /// The next part, or the text of the error; none at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, String>> {
        let Self { reader, buffer, reading } = self;
        let read = reading.get_or_insert_with(|| JsFuture::from(reader.read_with_array_buffer_view(buffer))).await;
        *reading = None;
        let text = |error: JsValue| error.as_string().unwrap_or_else(|| format!("{error:?}"));
        let read = match read {
            Ok(read) => read,
            Err(error) => return Some(Err(text(error))),
        };
        let is_done = Reflect::get(&read, &JsValue::from("done")).is_ok_and(|done| done.is_truthy());
        let part = Reflect::get(&read, &JsValue::from("value")).ok().and_then(|value| value.dyn_into().ok());
        let part: Uint8Array = part.filter(|_| !is_done)?;
        *buffer = Uint8Array::new(&part.buffer());
        Some(Ok(part.to_vec()))
    }
}

impl Drop for Body {
    /// Ends the connection where the body is not read to its end.
    fn drop(&mut self) {
        // the future takes the error of a stream that is already broken
        drop(JsFuture::from(self.reader.cancel()));
    }
}
