//! Appends what the steps of a build report to its events.

use std::sync::{Arc, Mutex};

use crate::builds::EventLog;
use crate::clock;
use crate::protocol::{Event, LogStream, StepName, StepStatus};
use crate::secret::Secret;

/// The most log lines that a build's processes may write.
pub const MAX_LINES: usize = 50_000;
/// The most bytes of log text that a build's processes may write.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
const MIN_SECRET_LENGTH: usize = 8;

/// Appends lines, steps and results to a build's events, bounded and with secrets redacted.
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
    /// A reporter that appends to `log` and redacts `secrets`.
    #[must_use]
    pub fn new(log: Arc<EventLog>, mut secrets: Vec<Secret>) -> Self {
        // redacting a shorter secret would corrupt ordinary words
        secrets.retain(|secret| secret.expose().len() >= MIN_SECRET_LENGTH);
        Self { log, secrets, written: Mutex::default() }
    }

    /// Appends a sanitized line of a process. At the limit one line says that the rest of the output is dropped.
    pub fn line(&self, step: StepName, stream: LogStream, text: &str) {
        let mut written = self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if written.is_full {
            return;
        }
        if written.lines >= MAX_LINES || written.bytes + text.len() > MAX_BYTES {
            written.is_full = true;
            self.system(step, "the log is full: the rest of the output was dropped");
            return;
        }
        written.lines += 1;
        written.bytes += text.len();
        self.append(step, stream, text);
    }

    /// Appends a line of the runner itself. There are few of them, so the limits do not apply.
    pub fn system(&self, step: StepName, text: &str) {
        self.append(step, LogStream::System, text);
    }

    /// Appends a step event.
    pub fn step(&self, name: StepName, status: StepStatus) {
        self.log.append(&Event::Step { at: clock::now(), name, status });
    }

    /// Appends a result of the build.
    pub fn result(&self, event: &Event) {
        self.log.append(event);
    }

    /// Replaces secrets in `text`. Processes do not get them; this is the second line of defence.
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
    fn lines_above_the_limit_are_dropped_with_one_notice() {
        let (log, reporter) = reporter();
        for _ in 0..MAX_LINES + 100 {
            reporter.line(StepName::Install, LogStream::Stdout, "x");
        }
        assert_eq!(log.after(0, usize::MAX).len(), MAX_LINES + 1);
        assert!(last(&log).contains("the rest of the output was dropped"));
        reporter.system(StepName::Evaluate, "still logged");
        assert!(last(&log).contains("still logged"));
    }

    #[test]
    fn bytes_above_the_limit_are_dropped_with_one_notice() {
        let (log, reporter) = reporter();
        let line = "x".repeat(8 * 1024);
        for _ in 0..2_000 {
            reporter.line(StepName::Install, LogStream::Stdout, &line);
        }
        assert_eq!(log.after(0, usize::MAX).len(), MAX_BYTES / line.len() + 1);
    }

    #[test]
    fn secrets_are_redacted() {
        let (log, reporter) = reporter();
        reporter.line(StepName::Clone, LogStream::Stderr, "password hush-hush?");
        assert!(last(&log).contains("password [secret]?"));
    }
}
