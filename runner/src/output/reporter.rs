//! The one way from the steps of a build to its events.

use std::sync::{Arc, Mutex};

use crate::builds::EventLog;
use crate::clock;
use crate::protocol::{Event, LogStream, StepName, StepStatus};
use crate::secret::Secret;

/// Lines of the log that a build may have from its processes.
pub const MOST_LINES: usize = 50_000;
/// Bytes of the log that a build may have from its processes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
const SHORTEST_SECRET: usize = 8;

/// Puts lines, steps and results into a build's events, within bounds and without secrets.
#[derive(Debug)]
pub struct Reporter {
    log: Arc<EventLog>,
    secrets: Vec<Secret>,
    written: Mutex<Written>,
}

#[derive(Debug, Default)]
struct Written {
    lines: usize,
    bytes: usize,
    is_full: bool,
}

impl Reporter {
    /// A reporter into `log` in which none of `secrets` is ever shown.
    #[must_use]
    pub fn new(log: Arc<EventLog>, mut secrets: Vec<Secret>) -> Self {
        // a shorter one would tear holes into ordinary words, and protects nothing
        secrets.retain(|secret| secret.expose().len() >= SHORTEST_SECRET);
        Self { log, secrets, written: Mutex::default() }
    }

    /// A line that a process printed, already cleaned. Past the bounds one line says that the rest is dropped.
    pub fn line(&self, step: StepName, stream: LogStream, text: &str) {
        let mut written = self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if written.is_full {
            return;
        }
        if written.lines >= MOST_LINES || written.bytes + text.len() > MOST_BYTES {
            written.is_full = true;
            self.system(step, "the log is full: the rest of the output was dropped");
            return;
        }
        written.lines += 1;
        written.bytes += text.len();
        self.append(step, stream, text);
    }

    /// A line of the runner's own. There are a handful in a build, so they pass even when the log is full.
    pub fn system(&self, step: StepName, text: &str) {
        self.append(step, LogStream::System, text);
    }

    /// That a step began or ended.
    pub fn step(&self, name: StepName, status: StepStatus) {
        self.log.append(&Event::Step { at: clock::now(), name, status });
    }

    /// A result of the build.
    pub fn result(&self, event: &Event) {
        self.log.append(event);
    }

    /// `text` without secrets. They reach no process that prints; should one of them ever do, it stops here.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let redact = |text: String, secret: &Secret| text.replace(secret.expose(), "[secret]");
        self.secrets.iter().fold(text.to_owned(), redact)
    }

    fn append(&self, step: StepName, stream: LogStream, text: &str) {
        self.log.append(&Event::Log { at: clock::now(), stream, step, text: self.redact(text) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reporter() -> (Arc<EventLog>, Reporter) {
        let log = Arc::new(EventLog::default());
        (Arc::clone(&log), Reporter::new(log, vec![Secret::new("hush-hush")]))
    }

    fn last(log: &EventLog) -> String {
        log.after(0, usize::MAX).last().unwrap().data.clone()
    }

    #[test]
    fn too_many_lines_end_in_one_line_that_says_so() {
        let (log, reporter) = reporter();
        for _ in 0..MOST_LINES + 100 {
            reporter.line(StepName::Install, LogStream::Stdout, "x");
        }
        assert_eq!(log.after(0, usize::MAX).len(), MOST_LINES + 1);
        assert!(last(&log).contains("the rest of the output was dropped"));
        reporter.system(StepName::Evaluate, "still heard");
        assert!(last(&log).contains("still heard"));
    }

    #[test]
    fn too_many_bytes_end_in_one_line_that_says_so() {
        let (log, reporter) = reporter();
        let line = "x".repeat(8 * 1024);
        for _ in 0..2_000 {
            reporter.line(StepName::Install, LogStream::Stdout, &line);
        }
        assert_eq!(log.after(0, usize::MAX).len(), MOST_BYTES / line.len() + 1);
    }

    #[test]
    fn secrets_are_not_shown() {
        let (log, reporter) = reporter();
        reporter.line(StepName::Clone, LogStream::Stderr, "password hush-hush?");
        assert!(last(&log).contains("password [secret]?"));
    }
}
