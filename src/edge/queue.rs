//! Queues: sending messages and reading batches.

use serde::Serialize;
use steward_kernel::error::Error;
use wasm_bindgen::prelude::*;

use super::Edge;

#[wasm_bindgen(module = "/src/edge/queue.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = sendBatch)]
    async fn send_batch(queue: &JsValue, messages: &str) -> Result<(), JsValue>;
    fn describe(batch: &JsValue) -> String;
    #[wasm_bindgen(catch)]
    fn settle(batch: &JsValue, index: u32, retry_after_seconds: Option<u32>) -> Result<(), JsValue>;
}

/// The platform's limit of messages per call.
const BATCH_LIMIT: usize = 100;

impl Edge {
    /// Sends messages to the queue bound as `name`.
    ///
    /// # Errors
    /// [`Error::Internal`] when the queue is not bound or rejects them.
    pub async fn send<T: Serialize>(&self, name: &'static str, messages: &[T]) -> Result<(), Error> {
        let queue = self.binding(name).ok_or_else(|| Error::internal(format!("{name} is not bound")))?;
        for chunk in messages.chunks(BATCH_LIMIT) {
            let text = serde_json::to_string(chunk).map_err(Error::internal)?;
            send_batch(&queue, &text).await.map_err(|error| Error::internal(super::message(&error)))?;
        }
        Ok(())
    }
}

/// The outcome of processing a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    Acknowledge,
    /// Delivers it again after this many seconds, or moves it to the dead-letter queue after the last attempt.
    Retry(u32),
}

/// One message of a batch.
#[derive(Debug)]
pub struct Message {
    /// The number of deliveries, including this one.
    pub attempts: u32,
    /// The body as JSON text.
    pub body: String,
    index: u32,
}

/// A batch of messages.
pub struct Batch {
    pub queue: String,
    raw: JsValue,
}

impl Batch {
    /// Reads a batch.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is not a batch.
    pub fn read(raw: JsValue) -> Result<(Self, Vec<Message>), Error> {
        let (queue, messages): (String, Vec<(u32, String)>) =
            steward_kernel::from_json::read(&describe(&raw)).map_err(Error::internal)?;
        let messages = (0..).zip(messages).map(|(index, (attempts, body))| Message { attempts, body, index }).collect();
        Ok((Self { queue, raw }, messages))
    }

    /// Acknowledges or retries one message.
    pub fn settle(&self, message: &Message, settlement: Settlement) {
        let delay = match settlement {
            Settlement::Acknowledge => None,
            Settlement::Retry(seconds) => Some(seconds),
        };
        if let Err(error) = settle(&self.raw, message.index, delay) {
            super::log::error("settle message failed", &[("error", super::message(&error).into())]);
        }
    }
}
