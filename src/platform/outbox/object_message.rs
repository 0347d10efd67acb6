//! Messages of Durable Objects. An object knows no domain: it sends a message over the queue when it has something to
//! report.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use serde_json::Value;
use steward_kernel::error::Error;

use crate::edge::Edge;

/// The handler of one kind of object's messages. The object sends a message again until its work is done, so a failure
/// is only logged.
#[derive(Debug, Clone, Copy)]
pub struct ObjectMessage {
    /// The message's field `kind`.
    pub kind: &'static str,
    /// Takes the whole message.
    pub handle: fn(Edge, Value) -> LocalBoxFuture<'static, Result<(), Error>>,
}

static HANDLERS: OnceLock<&'static [ObjectMessage]> = OnceLock::new();

/// Installs the handlers, once in each isolate.
pub fn install_object_messages(handlers: &'static [ObjectMessage]) {
    // every entry point installs the same
    let _ = HANDLERS.set(handlers);
}

/// The handler of a message, and the message; none when no object sent it.
pub(super) fn handler_of(body: &str) -> Option<(&'static ObjectMessage, Value)> {
    let message = steward_kernel::from_json::parse(body).ok()?;
    let kind = message.get("kind")?.as_str()?;
    let handler = HANDLERS.get()?.iter().find(|handler| handler.kind == kind)?;
    Some((handler, message))
}
