//! Messages of Durable Objects: an object knows no domain, it says on the queue that it has something to report.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use serde_json::Value;
use steward_kernel::error::Error;

use crate::edge::Edge;

/// What handles the messages of one kind of object. The object repeats a message until its work is done, so a failure
/// here is only logged.
#[derive(Debug, Clone, Copy)]
pub struct ObjectMessage {
    /// The message's field `kind`.
    pub kind: &'static str,
    /// Gets the whole message.
    pub handle: fn(Edge, Value) -> LocalBoxFuture<'static, Result<(), Error>>,
}

static HANDLERS: OnceLock<&'static [ObjectMessage]> = OnceLock::new();

/// Says once in each isolate which objects report.
pub fn install_object_messages(handlers: &'static [ObjectMessage]) {
    // every entry point says the same
    let _ = HANDLERS.set(handlers);
}

/// The handler of a message and the message itself; none when it comes from no object.
pub(super) fn handler_of(body: &str) -> Option<(&'static ObjectMessage, Value)> {
    let message = steward_kernel::json::parse(body).ok()?;
    let kind = message.get("kind")?.as_str()?;
    let handler = HANDLERS.get()?.iter().find(|handler| handler.kind == kind)?;
    Some((handler, message))
}
