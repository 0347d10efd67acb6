//! The events of a runner and their effect on a build.

use serde::Deserialize;
use steward_kernel::build::{BuildFailure, BuildStatus, BuildStep, FailureCode, StepName, StepStatus};
use steward_kernel::from_json::{self, FromJson, JsonError};

use super::{Build, LogPiece, parse_time};
use crate::estate_build_manager::messages::{ReportedConfiguration, ReportedFiles};

/// The most bytes of lines in one event, far below SQLite's limit of 2 MB for a value. The limit of the runner is lower.
const MAX_LINES_BYTES: usize = 1 << 20;
/// The largest configuration, as in the runner.
const MAX_CONFIGURATION_BYTES: usize = 1 << 20;

/// An event of a runner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum RunnerEvent {
    /// Lines of the log as JSON: see [`LogPiece`].
    Lines {
        count: u64,
        lines: String,
    },
    Step {
        at: Option<i64>,
        name: StepName,
        status: StepStatus,
    },
    /// The list of files as JSON.
    Files(String),
    /// The configuration as JSON.
    Configuration(String),
    End {
        status: BuildStatus,
        failure: Option<BuildFailure>,
    },
    /// An event of a newer runner.
    Unknown,
}

/// An event with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct NumberedEvent {
    pub(in super::super) number: u64,
    pub(in super::super) event: RunnerEvent,
}

#[derive(FromJson)]
struct StepData {
    at: String,
    name: StepName,
    status: StepStatus,
}

#[derive(FromJson)]
struct ConfigurationData {
    text: String,
}

#[derive(FromJson)]
struct EndData {
    status: BuildStatus,
    failure: Option<BuildFailure>,
}

impl RunnerEvent {
    /// Parses an event of the stream.
    ///
    /// # Errors
    /// A sentence for the log of the build.
    pub(in super::super) fn read(kind: &str, data: &str) -> Result<Self, String> {
        let unreadable = |error: JsonError| format!("The runner's event {kind} cannot be read: {error}");
        Ok(match kind {
            "lines" => read_lines(data).ok_or_else(|| format!("The runner's event {kind} cannot be read."))?,
            "step" => {
                let StepData { at, name, status } = from_json::read(data).map_err(unreadable)?;
                Self::Step { at: parse_time(&at), name, status }
            }
            "files" => Self::Files(data.to_owned()),
            "configuration" => {
                let ConfigurationData { text } = from_json::read(data).map_err(unreadable)?;
                Self::Configuration(text)
            }
            "end" => {
                let EndData { status, failure } = from_json::read(data).map_err(unreadable)?;
                if !status.is_final() {
                    return Err(format!("The runner ended the build as {}.", status.as_str()));
                }
                Self::End { status, failure }
            }
            _ => Self::Unknown,
        })
    }
}

/// Takes the lines out of `{"count":…,"lines":[…]}` without reading them: that they are JSON, and as many as it says, is
/// checked by SQLite when they are stored.
fn read_lines(data: &str) -> Option<RunnerEvent> {
    let (count, lines) = data.strip_prefix("{\"count\":")?.strip_suffix('}')?.split_once(",\"lines\":")?;
    let count = count.parse().ok().filter(|count| *count > 0)?;
    (lines.len() <= MAX_LINES_BYTES).then(|| RunnerEvent::Lines { count, lines: lines.to_owned() })
}

/// The list of files of the runner. Unknown members are stored in R2 as well. It is read by serde, without a
/// [`serde_json::Value`] of the whole list, because it may have 20,000 files.
#[derive(Debug, Deserialize)]
pub(in super::super) struct FileList {
    items: Vec<FileEntry>,
    #[serde(rename = "truncated")]
    _truncated: bool,
}

#[derive(Debug, Deserialize)]
struct FileEntry {
    size: u64,
    #[serde(rename = "path")]
    _path: String,
    #[serde(rename = "mode")]
    _mode: String,
    #[serde(rename = "hash")]
    _hash: String,
}

impl FileList {
    /// Parses and validates a list.
    ///
    /// # Errors
    /// The failure of the build.
    pub(in super::super) fn read(data: &str) -> Result<Self, BuildFailure> {
        serde_json::from_str(data).map_err(|error| {
            BuildFailure::new(FailureCode::Internal, format!("The runner's list of files cannot be read: {error}"))
        })
    }

    /// The report on the list.
    pub(in super::super) fn reported(&self, key: String) -> ReportedFiles {
        let bytes = self.items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.size));
        ReportedFiles { key, count: self.items.len() as u64, bytes }
    }
}

/// Validates the size and syntax of a configuration.
///
/// # Errors
/// The failure of the build.
pub(in super::super) fn check_configuration(text: &str, key: String) -> Result<ReportedConfiguration, BuildFailure> {
    if text.len() > MAX_CONFIGURATION_BYTES {
        let message = format!("The configuration is larger than {MAX_CONFIGURATION_BYTES} bytes.");
        return Err(BuildFailure::new(FailureCode::ConfigurationTooLarge, message));
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(ReportedConfiguration { key, bytes: text.len() as u64 }),
        Err(error) => {
            Err(BuildFailure::new(FailureCode::ConfigurationNotJson, format!("The configuration is not JSON: {error}")))
        }
    }
}

/// The result of [`Build::apply`].
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Applied {
    /// The event was applied and may have produced lines.
    Lines(Option<LogPiece>),
    /// The event was applied before, or the build has ended.
    Ignored,
    /// Earlier events are missing: the stream has to be opened again after [`Build::last_event`].
    Gap,
}

impl Build {
    /// Checks that this is the number of the next event.
    fn expects(&self, number: u64) -> Result<(), Applied> {
        match number {
            _ if self.status != BuildStatus::InProgress || number <= self.last_event => Err(Applied::Ignored),
            _ if number == self.last_event + 1 => Ok(()),
            _ => Err(Applied::Gap),
        }
    }

    /// Applies an event. The list of files and the configuration are written to R2 first: see [`Build::take_files`] and
    /// [`Build::take_configuration`].
    pub(in super::super) fn apply(&mut self, event: NumberedEvent, now: i64) -> Applied {
        if let Err(applied) = self.expects(event.number) {
            return applied;
        }
        self.last_event = event.number;
        Applied::Lines(match event.event {
            RunnerEvent::Lines { count, lines } => Some(self.lines(count, lines)),
            RunnerEvent::Step { at, name, status } => {
                self.step(name, status, at.unwrap_or(now));
                None
            }
            RunnerEvent::End { status, failure } => self.end_by_runner(status, failure, now),
            RunnerEvent::Files(_) | RunnerEvent::Configuration(_) | RunnerEvent::Unknown => None,
        })
    }

    /// Records the list of files after it is written to R2.
    pub(in super::super) fn take_files(&mut self, number: u64, files: ReportedFiles) {
        if self.expects(number).is_ok() {
            self.last_event = number;
            self.files = Some(files);
        }
    }

    /// Records the configuration after it is written to R2.
    pub(in super::super) fn take_configuration(&mut self, number: u64, configuration: ReportedConfiguration) {
        if self.expects(number).is_ok() {
            self.last_event = number;
            self.configuration = Some(configuration);
        }
    }

    fn step(&mut self, name: StepName, status: StepStatus, at: i64) {
        let known = self.steps.iter_mut().find(|step| step.name == name);
        match (known, status) {
            (None, status) => {
                let mut step = BuildStep::begin(name, at);
                step.end(status, at);
                self.steps.push(step);
            }
            (Some(step), status) => step.end(status, at),
        }
        self.revision += 1;
    }

    fn end_by_runner(&mut self, status: BuildStatus, failure: Option<BuildFailure>, now: i64) -> Option<LogPiece> {
        let line = match status {
            BuildStatus::Complete if self.configuration.is_none() || self.files.is_none() => {
                let message = "The runner ended the build without its configuration or its files.";
                self.fail(BuildFailure::new(FailureCode::Internal, message), now)
            }
            BuildStatus::Failed => {
                let unknown = || BuildFailure::new(FailureCode::Internal, "The runner gave no reason.");
                self.failure = Some(failure.unwrap_or_else(unknown));
                self.end(BuildStatus::Failed, now);
                None
            }
            status => {
                self.end(status, now);
                None
            }
        };
        // the runner has ended the build as well
        self.clear_assignment();
        line
    }
}

/// An event that ends a build ends it, and no list of lines is longer than the database takes.
#[cfg(fuzzing)]
pub fn fuzz(data: &str) {
    for kind in ["lines", "step", "files", "configuration", "end", "other"] {
        match RunnerEvent::read(kind, data) {
            Ok(RunnerEvent::Lines { count, lines }) => assert!(count > 0 && lines.len() <= MAX_LINES_BYTES),
            Ok(RunnerEvent::End { status, .. }) => assert!(status.is_final()),
            Ok(RunnerEvent::Files(text)) => assert_eq!(text, data),
            _ => {}
        }
    }
    if let Ok(list) = FileList::read(data) {
        assert_eq!(list.reported(String::new()).count, list.items.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::build;
    use super::*;

    fn running() -> Build {
        let mut build = build(1);
        build.start(1_500);
        build
    }

    fn end(number: u64, status: BuildStatus) -> NumberedEvent {
        NumberedEvent { number, event: RunnerEvent::End { status, failure: None } }
    }

    #[test]
    fn parses_the_events_of_the_runner() {
        let lines = r#"[[1769860800123,"stderr","clone","hi"],[1769860800124,"stderr","clone","}"]]"#;
        assert_eq!(
            RunnerEvent::read("lines", &format!("{{\"count\":2,\"lines\":{lines}}}")).unwrap(),
            RunnerEvent::Lines { count: 2, lines: lines.into() }
        );
        let large = format!("{{\"count\":1,\"lines\":[[1,\"stderr\",\"clone\",\"{}\"]]}}", "x".repeat(MAX_LINES_BYTES));
        for unreadable in
            ["{}", r#"{"count":0,"lines":[]}"#, r#"{"count":-1,"lines":[]}"#, r#"{"count":1,"lines":[""#, &large]
        {
            assert!(RunnerEvent::read("lines", unreadable).is_err());
        }
        let end = r#"{"at":"x","status":"failed","failure":{"code":"clone_failed","message":"no"}}"#;
        let failure = Some(BuildFailure::new(FailureCode::CloneFailed, "no"));
        assert_eq!(RunnerEvent::read("end", end).unwrap(), RunnerEvent::End { status: BuildStatus::Failed, failure });
        assert_eq!(RunnerEvent::read("weather", "{").unwrap(), RunnerEvent::Unknown);
        assert!(RunnerEvent::read("end", r#"{"status":"queued","failure":null}"#).is_err());
    }

    #[test]
    fn a_build_is_complete_only_with_configuration_and_files() {
        let mut without = running();
        without.apply(end(1, BuildStatus::Complete), 2_000);
        assert_eq!(without.status, BuildStatus::Failed);
        assert_eq!(without.assignment.stop_at, None);

        let mut with = running();
        let files = r#"{"items":[{"path":"a","size":3,"mode":"100644","hash":"h"}],"truncated":false}"#;
        with.take_files(1, FileList::read(files).unwrap().reported("f".into()));
        with.take_configuration(2, check_configuration("{}", "c".into()).unwrap());
        with.apply(end(3, BuildStatus::Complete), 2_000);
        assert_eq!((with.status, with.completed_at, with.last_event), (BuildStatus::Complete, Some(2_000), 3));
        assert_eq!(with.files, Some(ReportedFiles { key: "f".into(), count: 1, bytes: 3 }));
    }

    #[test]
    fn events_are_applied_once_and_in_order() {
        let mut build = running();
        assert_eq!(build.apply(end(2, BuildStatus::Cancelled), 2_000), Applied::Gap);
        assert_eq!(build.apply(NumberedEvent { number: 1, event: RunnerEvent::Unknown }, 2_000), Applied::Lines(None));
        assert_eq!(build.apply(NumberedEvent { number: 1, event: RunnerEvent::Unknown }, 2_000), Applied::Ignored);
        build.cancel("Demo Owner", 3_000);
        let cancelled = build.clone();
        assert_eq!(build.apply(end(2, BuildStatus::Complete), 4_000), Applied::Ignored);
        assert_eq!(build, cancelled);
    }

    #[test]
    fn rejects_invalid_documents() {
        assert_eq!(check_configuration("{", String::new()).unwrap_err().code, FailureCode::ConfigurationNotJson);
        let large = format!("\"{}\"", "x".repeat(MAX_CONFIGURATION_BYTES));
        assert_eq!(check_configuration(&large, String::new()).unwrap_err().code, FailureCode::ConfigurationTooLarge);
        assert_eq!(FileList::read(r#"{"items":[{}]}"#).unwrap_err().code, FailureCode::Internal);
    }
}
