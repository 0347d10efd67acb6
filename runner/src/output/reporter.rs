//! Appends what the steps of a build report to its events.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::builds::EventLog;
use crate::clock;
use crate::protocol::{Event, LogLine, LogStream, StepName, StepStatus};
use crate::secret::Secret;

/// What a build's processes may write before only the end of a step's output is kept.
const BEGINNING: Limit = Limit { lines: 100_000, bytes: 12 * 1024 * 1024 };
/// What is kept of the end of a step's output.
const END: Limit = Limit { lines: 10_000, bytes: 1024 * 1024 };
const MIN_SECRET_LENGTH: usize = 8;

/// Lines, and bytes of their text.
struct Limit {
    lines: usize,
    bytes: usize,
}

/// Appends lines, steps and results to a build's events, bounded and with secrets redacted.
#[derive(Debug)]
pub struct Reporter {
    log: Arc<EventLog>,
    secrets: Vec<Secret>,
    output: Mutex<Output>,
}

/// The output of a build's processes.
#[derive(Debug, Default)]
struct Output {
    lines: usize,
    bytes: usize,
    is_long: bool,
    /// The newest lines of the running step, once the log is long. They are appended when the step ends.
    end: VecDeque<LogLine>,
    end_bytes: usize,
    left_out: usize,
}

impl Output {
    /// Whether a line is appended right away.
    fn takes(&mut self, bytes: usize) -> bool {
        self.is_long |= self.lines >= BEGINNING.lines || self.bytes + bytes > BEGINNING.bytes;
        self.lines += 1;
        self.bytes += bytes;
        !self.is_long
    }

    fn keep(&mut self, line: LogLine) {
        self.end_bytes += line.text.len();
        self.end.push_back(line);
        while self.end.len() > END.lines || self.end_bytes > END.bytes {
            let Some(oldest) = self.end.pop_front() else { return };
            self.end_bytes -= oldest.text.len();
            self.left_out += 1;
        }
    }
}

impl Reporter {
    /// A reporter that appends to `log` and redacts `secrets`.
    #[must_use]
    pub fn new(log: Arc<EventLog>, mut secrets: Vec<Secret>) -> Self {
        // redacting a shorter secret would corrupt ordinary words
        secrets.retain(|secret| secret.expose().len() >= MIN_SECRET_LENGTH);
        Self { log, secrets, output: Mutex::default() }
    }

    /// Appends a sanitized line of a process. Once the log is long, the newest lines of a step wait for its end.
    pub fn line(&self, step: StepName, stream: LogStream, text: &str) {
        let mut output = self.output();
        let was_long = output.is_long;
        let line = LogLine { at: clock::now(), stream, step, text: self.redact(text) };
        if output.takes(line.text.len()) {
            self.log.append_line(&line);
            return;
        }
        if !was_long {
            self.system(step, "This log is long. The last lines of each step follow when the step ends.");
        }
        output.keep(line);
    }

    /// Appends a line of the runner itself. There are few of them, so the limits do not apply.
    pub fn system(&self, step: StepName, text: &str) {
        let text = self.redact(text);
        self.log.append_line(&LogLine { at: clock::now(), stream: LogStream::System, step, text });
    }

    /// Appends a step event, after the lines that waited for it.
    pub fn step(&self, name: StepName, status: StepStatus) {
        let mut output = self.output();
        match std::mem::take(&mut output.left_out) {
            0 => {}
            1 => self.system(name, "1 line was left out."),
            lines => self.system(name, &format!("{lines} lines were left out.")),
        }
        for line in std::mem::take(&mut output.end) {
            self.log.append_line(&line);
        }
        output.end_bytes = 0;
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

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reporter() -> (Arc<EventLog>, Reporter) {
        let log = Arc::new(EventLog::default());
        (Arc::clone(&log), Reporter::new(log, vec![Secret::new("hush-hush")]))
    }

    /// The texts of all lines, and of other events the data.
    fn texts(log: &EventLog) -> Vec<String> {
        let mut texts = Vec::new();
        for event in log.after(0, usize::MAX) {
            let data: serde_json::Value = serde_json::from_str(&event.data).unwrap();
            match data["lines"].as_array() {
                Some(lines) => texts.extend(lines.iter().map(|line| line[3].as_str().unwrap().to_owned())),
                None => texts.push(event.data.clone()),
            }
        }
        texts
    }

    fn last(log: &EventLog) -> String {
        texts(log).pop().unwrap()
    }

    #[test]
    fn of_a_long_log_the_beginning_and_the_end_of_each_step_are_kept() {
        let (log, reporter) = reporter();
        for number in 0..BEGINNING.lines + END.lines + 100 {
            reporter.line(StepName::Install, LogStream::Stdout, &format!("<{number}>"));
        }
        assert_eq!(texts(&log).len(), BEGINNING.lines + 1);
        assert!(last(&log).contains("This log is long."));
        reporter.step(StepName::Install, StepStatus::Succeeded);
        reporter.step(StepName::Evaluate, StepStatus::Running);
        reporter.line(StepName::Evaluate, LogStream::Stdout, "<later>");
        reporter.step(StepName::Evaluate, StepStatus::Succeeded);

        let texts = texts(&log);
        let rest = &texts[BEGINNING.lines + 1..];
        assert!(rest[0].contains("100 lines were left out."));
        assert!(rest[1].contains(&format!("<{}>", BEGINNING.lines + 100)));
        assert!(rest[END.lines].contains(&format!("<{}>", BEGINNING.lines + END.lines + 99)));
        assert_eq!(rest.len(), 1 + END.lines + 4);
        assert!(rest[END.lines + 3].contains("<later>"));
    }

    #[test]
    fn the_bytes_of_a_log_are_limited_too() {
        let (log, reporter) = reporter();
        let line = "x".repeat(8 * 1024);
        for _ in 0..4_000 {
            reporter.line(StepName::Install, LogStream::Stdout, &line);
        }
        reporter.step(StepName::Install, StepStatus::Failed);
        let kept = (BEGINNING.bytes + END.bytes) / line.len();
        assert_eq!(texts(&log).len(), kept + 3);
        assert!(
            texts(&log)[BEGINNING.bytes / line.len() + 1].contains(&format!("{} lines were left out.", 4_000 - kept))
        );
    }

    #[test]
    fn secrets_are_redacted() {
        let (log, reporter) = reporter();
        reporter.line(StepName::Clone, LogStream::Stderr, "password hush-hush?");
        assert!(last(&log).contains("password [secret]?"));
    }
}
