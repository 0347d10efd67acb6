//! The events of one build, numbered from 1 without gaps. All are kept, so that a reader can resume at any number.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::protocol::{EndStatus, Event};

/// An event as the stream sends it.
#[derive(Debug, PartialEq, Eq)]
pub struct StoredEvent {
    pub number: u64,
    /// See [`Event::kind`].
    pub kind: &'static str,
    /// JSON on one line.
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
            entries.bytes += data.len();
            let number = entries.events.len() as u64 + 1;
            entries.events.push(Arc::new(StoredEvent { number, kind: event.kind(), data }));
        }
        self.changed.send_replace(());
    }

    /// At most `limit` events with numbers above `number`.
    #[must_use]
    pub fn after(&self, number: u64, limit: usize) -> Vec<Arc<StoredEvent>> {
        let start = usize::try_from(number).unwrap_or(usize::MAX);
        self.entries().events.iter().skip(start).take(limit).cloned().collect()
    }

    /// The status of the end event, if there is one.
    #[must_use]
    pub fn ended(&self) -> Option<EndStatus> {
        self.entries().ended
    }

    /// The total size of the events' data in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.entries().bytes
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
    use crate::clock;
    use crate::protocol::{StepName, StepStatus};

    #[test]
    fn numbers_have_no_gaps_and_nothing_follows_the_end() {
        let log = EventLog::default();
        log.append(&Event::Step { at: clock::now(), name: StepName::Clone, status: StepStatus::Running });
        log.append(&Event::Configuration { text: "{}\n".into() });
        log.append(&Event::End { at: clock::now(), status: EndStatus::Cancelled, failure: None });
        log.append(&Event::Configuration { text: "late".into() });
        let numbers: Vec<u64> = log.after(0, 10).iter().map(|event| event.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(log.ended(), Some(EndStatus::Cancelled));
        let second = &log.after(1, 1)[0];
        assert_eq!((second.number, second.kind, second.data.as_str()), (2, "configuration", r#"{"text":"{}\n"}"#));
        assert!(log.after(3, 10).is_empty() && log.after(u64::MAX, 10).is_empty());
    }
}
