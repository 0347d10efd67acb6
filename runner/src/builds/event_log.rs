//! The events of one build, numbered from 1 without gaps. All are kept, so that a reader can resume at any number.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::protocol::{EndStatus, Event, LogLine};

/// The bytes at which a piece of the log is an event even if no reader has asked for it.
const PIECE: usize = 64 * 1024;
/// The kind of an event with lines of the log.
const LINES: &str = "lines";

/// An event as the stream sends it.
#[derive(Debug, PartialEq, Eq)]
pub struct StoredEvent {
    pub number: u64,
    /// `lines`, or see [`Event::kind`].
    pub kind: &'static str,
    /// JSON on one line. Of `lines` exactly `{"count":…,"lines":[[milliseconds,stream,step,text],…]}`, which the reader
    /// stores without taking the lines apart.
    pub data: String,
}

/// The numbered events of one build.
#[derive(Debug)]
pub struct EventLog {
    entries: Mutex<Entries>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Entries {
    events: Vec<Arc<StoredEvent>>,
    bytes: usize,
    ended: Option<EndStatus>,
    /// The newest lines, which become an event when a reader or another event comes, or when they are many. So a reader
    /// that keeps up gets each line at once, and one that does not gets many for the price of one.
    lines: String,
    line_count: u64,
}

impl Entries {
    fn push(&mut self, kind: &'static str, data: String) {
        self.bytes += data.len();
        let number = self.events.len() as u64 + 1;
        self.events.push(Arc::new(StoredEvent { number, kind, data }));
    }

    fn push_lines(&mut self) {
        if self.line_count > 0 {
            let data = format!(r#"{{"count":{},"lines":[{}]}}"#, std::mem::take(&mut self.line_count), self.lines);
            self.lines.clear();
            self.push(LINES, data);
        }
    }
}

impl Default for EventLog {
    fn default() -> Self {
        Self { entries: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

impl EventLog {
    /// Appends an event. Events after the end event are ignored.
    pub fn append(&self, event: &Event) {
        // serialization fails for maps with keys that are not strings only, and events have none
        let Ok(data) = serde_json::to_string(event) else { return };
        {
            let mut entries = self.entries();
            if entries.ended.is_some() {
                return;
            }
            if let Event::End { status, .. } = event {
                entries.ended = Some(*status);
            }
            entries.push_lines();
            entries.push(event.kind(), data);
        }
        self.changed.send_replace(());
    }

    /// Appends a line of the log, which shares an event with its neighbours. Lines after the end event are ignored.
    pub fn append_line(&self, line: &LogLine) {
        let Ok(data) = serde_json::to_string(&(line.at.0, line.stream, line.step, &line.text)) else { return };
        {
            let mut entries = self.entries();
            if entries.ended.is_some() {
                return;
            }
            if entries.line_count > 0 {
                entries.lines.push(',');
            }
            entries.lines.push_str(&data);
            entries.line_count += 1;
            if entries.lines.len() >= PIECE {
                entries.push_lines();
            }
        }
        self.changed.send_replace(());
    }

    /// The events with numbers above `number`: as many as fit into `bytes`, and at least one if there is one.
    #[must_use]
    pub fn after(&self, number: u64, bytes: usize) -> Vec<Arc<StoredEvent>> {
        let start = usize::try_from(number).unwrap_or(usize::MAX);
        let mut entries = self.entries();
        entries.push_lines();
        let mut total: usize = 0;
        let fits = |event: &&Arc<StoredEvent>| {
            let is_first = total == 0;
            total = total.saturating_add(event.data.len());
            is_first || total <= bytes
        };
        entries.events.iter().skip(start).take_while(fits).cloned().collect()
    }

    /// The status of the end event, if there is one.
    #[must_use]
    pub fn ended(&self) -> Option<EndStatus> {
        self.entries().ended
    }

    /// The total size of the events' data in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let entries = self.entries();
        entries.bytes + entries.lines.len()
    }

    /// A receiver that is notified of every event appended from now on.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steward_kernel::time::Timestamp;

    use crate::clock;
    use crate::protocol::{LogStream, StepName, StepStatus};

    #[test]
    fn numbers_have_no_gaps_and_nothing_follows_the_end() {
        let log = EventLog::default();
        log.append(&Event::Step { at: clock::now(), name: StepName::Clone, status: StepStatus::Running });
        log.append(&Event::Configuration { text: "{}\n".into() });
        log.append(&Event::End { at: clock::now(), status: EndStatus::Cancelled, failure: None });
        log.append(&Event::Configuration { text: "late".into() });
        let numbers: Vec<u64> = log.after(0, usize::MAX).iter().map(|event| event.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(log.ended(), Some(EndStatus::Cancelled));
        let second = &log.after(1, 1)[0];
        assert_eq!((second.number, second.kind, second.data.as_str()), (2, "configuration", r#"{"text":"{}\n"}"#));
        assert!(log.after(3, 10).is_empty() && log.after(u64::MAX, 10).is_empty());
    }

    fn line(text: &str) -> LogLine {
        LogLine { at: Timestamp(5), stream: LogStream::Stdout, step: StepName::Clone, text: text.into() }
    }

    fn data(log: &EventLog) -> Vec<String> {
        log.after(0, usize::MAX).iter().map(|event| event.data.clone()).collect()
    }

    #[test]
    fn lines_are_one_event_until_somebody_reads_or_something_else_happens() {
        let log = EventLog::default();
        log.append_line(&line("a"));
        log.append_line(&line("\"b\n"));
        let first = r#"{"count":2,"lines":[[5,"stdout","clone","a"],[5,"stdout","clone","\"b\n"]]}"#;
        assert_eq!(data(&log), [first]);
        log.append_line(&line("c"));
        log.append(&Event::Step { at: clock::now(), name: StepName::Clone, status: StepStatus::Succeeded });
        log.append_line(&line("d"));
        let all = data(&log);
        assert_eq!((all[0].as_str(), all[1].as_str()), (first, r#"{"count":1,"lines":[[5,"stdout","clone","c"]]}"#));
        assert_eq!((all.len(), all[3].as_str()), (4, r#"{"count":1,"lines":[[5,"stdout","clone","d"]]}"#));
    }

    #[test]
    fn a_piece_and_an_answer_are_bounded() {
        let log = EventLog::default();
        for _ in 0..100 {
            log.append_line(&line(&"x".repeat(8 * 1024)));
        }
        let pieces = log.after(0, usize::MAX);
        assert!(pieces.iter().all(|piece| piece.data.len() < PIECE + 9 * 1024));
        assert_eq!(pieces.len(), 13);
        assert_eq!(log.after(0, 3 * PIECE).len(), 2);
        assert_eq!(log.after(0, 1).len(), 1);
    }
}
