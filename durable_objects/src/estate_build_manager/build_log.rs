//! Reading a build's log: as live server-sent events from any line on, or in pages.
//!
//! Readers have no queue. A reader remembers the number of its last line and reads the next pieces from SQLite on
//! demand, so slow readers use no memory, and every reader gets all lines once, in order.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};
use futures::stream;
use serde::Serialize;
use serde_json::json;
use steward_kernel::build::{BuildStatus, LogLine};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::BuildId;
use worker::{Delay, Response, ResponseBuilder};

use super::manager::Manager;
use super::messages::OpenLog;
use super::store;
use crate::runtime::clock;
use crate::runtime::transport::ObjectError;

/// The most pieces read at once; each has at most about 64 KiB.
const PIECES: u32 = 8;
/// The time without events after which a comment is sent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The most lines in a page.
const PAGE: u32 = 1_000;

/// Reads a page of lines.
#[derive(FromJson)]
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

/// What there is to send to readers at one position.
struct Progress {
    build_id: BuildId,
    after: u64,
    /// The count of changes when it was read: after another one there may be more.
    changes: u64,
    /// None for a build that the manager does not know.
    status: Option<BuildStatus>,
    /// Events with the next pieces of the log.
    text: String,
    /// The number of the last line in them.
    last: u64,
    /// Whether these are all lines.
    is_all: bool,
}

/// The newest progress that was read. Readers who keep up are all at the same position: twenty cost little more than one.
#[derive(Default)]
pub(super) struct NewestProgress(RefCell<Option<Rc<Progress>>>);

impl Manager {
    fn progress(&self, build_id: &BuildId, after: u64) -> Result<Rc<Progress>, ObjectError> {
        let changes = self.changes.changes();
        let fits =
            |newest: &&Rc<Progress>| newest.changes == changes && newest.after == after && newest.build_id == *build_id;
        if let Some(newest) = self.progress.0.borrow().as_ref().filter(fits) {
            return Ok(Rc::clone(newest));
        }
        let status = self.find(build_id)?.map(|build| build.status);
        let pieces = store::pieces_after(self.database()?, build_id, after, PIECES)?;
        let (mut text, mut last) = (String::new(), after);
        for piece in &pieces {
            let data = format!("{{\"first\":{},\"lines\":{}}}", piece.first, piece.lines);
            write_event(&mut text, Some(piece.last), "lines", &data);
            last = piece.last;
        }
        let is_all = pieces.len() < PIECES as usize;
        let read = Rc::new(Progress { build_id: build_id.clone(), after, changes, status, text, last, is_all });
        self.progress.0.replace(Some(Rc::clone(&read)));
        Ok(read)
    }
}

/// The position of a reader.
struct Reader {
    manager: Rc<Manager>,
    log: OpenLog,
    sent_status: Option<BuildStatus>,
    is_finished: bool,
}

impl Reader {
    /// The events to send now. The status of a build that the manager does not know is [`OpenLog::recorded_status`].
    fn read(&mut self) -> Result<String, ObjectError> {
        let mut text = String::new();
        let progress = self.manager.progress(&self.log.build_id, self.log.after)?;
        let status = progress.status.unwrap_or(self.log.recorded_status);
        if self.sent_status != Some(status) {
            write_event(&mut text, None, "status", &json!({ "status": status }).to_string());
            self.sent_status = Some(status);
        }
        text.push_str(&progress.text);
        self.log.after = progress.last;
        if status.is_final() && progress.is_all {
            write_event(&mut text, None, "end", &json!({ "status": status }).to_string());
            self.is_finished = true;
        }
        Ok(text)
    }

    /// The next chunk of the stream.
    async fn next(mut self) -> Option<(worker::Result<Vec<u8>>, Self)> {
        if self.is_finished {
            return None;
        }
        loop {
            let left = self.log.valid_until.saturating_sub(clock::now_ms());
            if left <= 0 {
                self.is_finished = true;
                return Some((Ok(b"event: renew\ndata: {}\n\n".to_vec()), self));
            }
            let seen = self.manager.changes.changes();
            match self.read() {
                Ok(text) if text.is_empty() => {}
                Ok(text) => return Some((Ok(text.into_bytes()), self)),
                Err(error) => {
                    self.is_finished = true;
                    return Some((Err(worker::Error::RustError(error.to_string())), self));
                }
            }
            let changed = {
                let change = std::pin::pin!(self.manager.changes.after(seen));
                let pause = HEARTBEAT.min(Duration::from_millis(left.unsigned_abs()));
                matches!(select(change, Delay::from(pause)).await, Either::Left(_))
            };
            if !changed && self.log.valid_until > clock::now_ms() {
                return Some((Ok(b":\n\n".to_vec()), self));
            }
        }
    }
}

/// Writes an event. `data` is JSON without line ends.
fn write_event(text: &mut String, id: Option<u64>, kind: &str, data: &str) {
    if let Some(id) = id {
        text.push_str(&format!("id: {id}\n"));
    }
    text.push_str(&format!("event: {kind}\ndata: {data}\n\n"));
}

/// Streams the log as server-sent events.
pub(super) fn stream_log(manager: &Rc<Manager>, log: OpenLog) -> Result<Response, ObjectError> {
    let reader = Reader { manager: Rc::clone(manager), log, sent_status: None, is_finished: false };
    let response = ResponseBuilder::new()
        .with_header("content-type", "text/event-stream")?
        .with_header("cache-control", "no-store")?
        .from_stream(stream::unfold(reader, Reader::next))?;
    Ok(response)
}

/// Returns a page of the log; `nextAfter` is set when there may be more lines.
pub(super) fn read_log(manager: &Manager, message: &ReadLog) -> Result<Response, ObjectError> {
    let limit = message.limit.clamp(1, PAGE);
    let items = store::lines_after(manager.database()?, &message.log.build_id, message.log.after, limit)?;
    let full = items.len() == limit as usize;
    let next_after = items.last().filter(|_| full).map(|line| line.number);
    crate::runtime::transport::json_response(&Page { items, next_after })
}
