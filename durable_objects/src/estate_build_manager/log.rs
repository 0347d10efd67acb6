//! A build's log for readers: as server-sent events from any line on, live to the end, or in pages.
//!
//! A reader has no queue. It holds the number of its last line and reads on from SQLite when it has room: a slow one
//! costs nothing, and a late one gets everything once, in order.

use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};
use futures::stream;
use serde::{Deserialize, Serialize};
use serde_json::json;
use steward_kernel::build::{BuildStatus, LogLine};
use worker::{Delay, Response, ResponseBuilder};

use super::manager::Manager;
use super::message::OpenLog;
use super::store;
use crate::transport::Fault;

/// Lines that are read at once.
const LINES: u32 = 500;
/// A comment is sent after this time without anything else.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Lines in a page: the default and the most.
const PAGE: u32 = 1_000;

/// Asks for a page.
#[derive(Deserialize)]
pub(super) struct ReadLog {
    #[serde(flatten)]
    log: OpenLog,
    limit: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<LogLine>,
    next_after: Option<u64>,
}

/// Where a reader is.
struct Reader {
    manager: Rc<Manager>,
    log: OpenLog,
    told: Option<BuildStatus>,
    over: bool,
}

impl Reader {
    /// What there is to send now. A build that the manager does not know stands as the Worker's row says.
    fn read(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let build = self.manager.find(&self.log.build_id)?;
        let status = build.as_ref().map_or(self.log.recorded, |build| build.status);
        if self.told != Some(status) {
            write_event(&mut text, None, "status", &json!({ "status": status }).to_string());
            self.told = Some(status);
        }
        let lines = store::lines_after(self.manager.database()?, &self.log.build_id, self.log.after, LINES)?;
        for line in &lines {
            let data = serde_json::to_string(line).map_err(|error| Fault::Broken(error.to_string()))?;
            write_event(&mut text, Some(line.number), "line", &data);
            self.log.after = line.number;
        }
        if status.is_final() && lines.len() < LINES as usize {
            write_event(&mut text, None, "end", &json!({ "status": status }).to_string());
            self.over = true;
        }
        Ok(text)
    }

    /// The next piece of the stream.
    async fn next(mut self) -> Option<(worker::Result<Vec<u8>>, Self)> {
        if self.over {
            return None;
        }
        loop {
            let seen = self.manager.changes.changes();
            match self.read() {
                Ok(text) if text.is_empty() => {}
                Ok(text) => return Some((Ok(text.into_bytes()), self)),
                Err(fault) => {
                    self.over = true;
                    return Some((Err(worker::Error::RustError(fault.to_string())), self));
                }
            }
            let changed = {
                let change = std::pin::pin!(self.manager.changes.after(seen));
                matches!(select(change, Delay::from(HEARTBEAT)).await, Either::Left(_))
            };
            if !changed {
                return Some((Ok(b":\n\n".to_vec()), self));
            }
        }
    }
}

/// Data is JSON: it has no line ends.
fn write_event(text: &mut String, id: Option<u64>, kind: &str, data: &str) {
    if let Some(id) = id {
        text.push_str(&format!("id: {id}\n"));
    }
    text.push_str(&format!("event: {kind}\ndata: {data}\n\n"));
}

/// The log as server-sent events.
pub(super) fn stream_log(manager: &Rc<Manager>, log: OpenLog) -> Result<Response, Fault> {
    let reader = Reader { manager: Rc::clone(manager), log, told: None, over: false };
    let response = ResponseBuilder::new()
        .with_header("content-type", "text/event-stream")?
        .with_header("cache-control", "no-store")?
        .from_stream(stream::unfold(reader, Reader::next))?;
    Ok(response)
}

/// A page of the log; `nextAfter` is there when there may be more.
pub(super) fn read_log(manager: &Manager, message: &ReadLog) -> Result<Response, Fault> {
    let limit = message.limit.clamp(1, PAGE);
    let items = store::lines_after(manager.database()?, &message.log.build_id, message.log.after, limit)?;
    let full = items.len() == limit as usize;
    let next_after = items.last().filter(|_| full).map(|line| line.number);
    crate::transport::answer(&Page { items, next_after })
}
