//! The state machine of a build. Times are milliseconds since 1970.

mod events;
mod schedule;

use serde::Serialize;
use steward_kernel::build::{BuildFailure, BuildStatus, BuildStep, FailureCode, LogStream, StepStatus};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::BuildId;
use steward_kernel::time::{MINUTE, SECOND};

use super::messages::{BuildReport, EnqueueBuild, ReportedConfiguration, ReportedFiles};

#[cfg(fuzzing)]
pub use events::fuzz as fuzz_events;
pub(super) use events::{Applied, FileList, NumberedEvent, RunnerEvent, check_configuration};
pub(super) use schedule::{RETENTION_MS, Schedule, WakeupState, next_ready, superseded};

/// How long the runner may be unreachable before a queued build fails.
pub(super) const UNAVAILABLE_AFTER_MS: i64 = 2 * MINUTE;
/// How long a request to stop a build at its runner is retried.
const STOP_RETRY_MS: i64 = 2 * MINUTE;

/// The assignment of a build to a runner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub(super) struct Assignment {
    /// Whether the runner may know the build.
    pub(super) offered: bool,
    /// Consecutive offers that were not accepted for the same reason.
    pub(super) attempts: u32,
    /// Since when the runner does not respond.
    pub(super) unreachable_since: Option<i64>,
    /// The earliest time of the next offer.
    pub(super) retry_at: Option<i64>,
    /// When to send the next request to stop the build.
    pub(super) stop_at: Option<i64>,
}

/// A build without its log lines. It is stored as JSON: new fields need a default for builds stored earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub(super) struct Build {
    pub(super) build_id: BuildId,
    pub(super) number: u64,
    pub(super) commit: String,
    pub(super) branch: Option<String>,
    pub(super) path: Option<String>,
    pub(super) status: BuildStatus,
    /// Counts the reported changes; 0 is the state that the Worker knows without a report.
    pub(super) revision: u64,
    pub(super) acknowledged_revision: u64,
    pub(super) created_at: i64,
    pub(super) started_at: Option<i64>,
    pub(super) completed_at: Option<i64>,
    pub(super) failure: Option<BuildFailure>,
    pub(super) steps: Vec<BuildStep>,
    pub(super) log_line_count: u64,
    /// The number of the last stored event of the runner.
    pub(super) last_event: u64,
    pub(super) files: Option<ReportedFiles>,
    pub(super) configuration: Option<ReportedConfiguration>,
    pub(super) assignment: Assignment,
    #[serde(default)]
    pub(super) is_push: bool,
    /// The number of the build for which this one was cancelled.
    pub(super) superseded_by: Option<u64>,
}

/// Consecutive lines of a log, as the runner sends them and readers get them.
#[derive(Debug, Clone, PartialEq, Eq, FromJson)]
pub(super) struct LogPiece {
    /// The number of the first line. Lines are numbered from 1, without gaps.
    pub(super) first: u64,
    pub(super) last: u64,
    /// JSON: `[[milliseconds, stream, step or null, text], …]`.
    pub(super) lines: String,
}

/// Why the runner did not accept a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostponeReason {
    /// The runner is at capacity.
    Busy,
    /// The organization runs as many builds as one may.
    OrganizationBusy,
    /// The runner does not respond.
    Unreachable,
}

impl Build {
    /// A queued build.
    pub(super) fn queue(request: EnqueueBuild, now: i64) -> Self {
        Self {
            build_id: request.build_id,
            number: request.number,
            commit: request.commit,
            branch: request.branch,
            path: request.path,
            status: BuildStatus::Queued,
            revision: 0,
            acknowledged_revision: 0,
            created_at: now,
            started_at: None,
            completed_at: None,
            failure: None,
            steps: Vec::new(),
            log_line_count: 0,
            last_event: 0,
            files: None,
            configuration: None,
            assignment: Assignment::default(),
            is_push: request.is_push,
            superseded_by: None,
        }
    }

    /// Marks the build as started by the runner.
    pub(super) fn start(&mut self, now: i64) {
        if self.status.may_become(BuildStatus::InProgress) {
            self.status = BuildStatus::InProgress;
            self.started_at = Some(now);
            self.assignment = Assignment { offered: true, ..Assignment::default() };
            self.revision += 1;
        }
    }

    /// Delays the next offer by 1, 2, 4 … at most 5 s at a busy runner, which keeps the build's place for a while, and at most
    /// 30 s at an unreachable one, or fails the build if the runner is unreachable for too long.
    /// Returns a log line for the first of consecutive delays.
    pub(super) fn postpone(&mut self, reason: PostponeReason, now: i64) -> Option<LogPiece> {
        let unreachable_since = match reason {
            PostponeReason::Busy | PostponeReason::OrganizationBusy => None,
            PostponeReason::Unreachable => Some(self.assignment.unreachable_since.unwrap_or(now)),
        };
        if unreachable_since.is_some_and(|since| now.saturating_sub(since) >= UNAVAILABLE_AFTER_MS) {
            let message = format!("No runner responded for {} seconds.", UNAVAILABLE_AFTER_MS / SECOND);
            return self.fail(BuildFailure::new(FailureCode::RunnerUnavailable, message), now);
        }
        let changed = unreachable_since.is_some() != self.assignment.unreachable_since.is_some();
        let attempts = if changed { 0 } else { self.assignment.attempts };
        let longest_delay = if unreachable_since.is_some() { 30 * SECOND } else { 5 * SECOND };
        self.assignment.unreachable_since = unreachable_since;
        self.assignment.attempts = attempts.saturating_add(1);
        self.assignment.retry_at = Some(now.saturating_add((SECOND << attempts.min(5)).min(longest_delay)));
        let text = match reason {
            PostponeReason::Busy => "Waiting: every runner is busy.",
            PostponeReason::OrganizationBusy => "Waiting: your organization runs as many builds as it may at a time.",
            PostponeReason::Unreachable => "Waiting: no runner is responding.",
        };
        (attempts == 0).then(|| self.system_line(text.to_owned(), now))
    }

    /// Fails the build and returns a log line with the message. Has no effect on an ended build.
    pub(super) fn fail(&mut self, failure: BuildFailure, now: i64) -> Option<LogPiece> {
        let line = self.end(BuildStatus::Failed, now).then(|| self.system_line(failure.message.clone(), now));
        if line.is_some() {
            self.failure = Some(failure);
        }
        line
    }

    /// Cancels the build and returns a log line. Has no effect on an ended build.
    pub(super) fn cancel(&mut self, by: &str, now: i64) -> Option<LogPiece> {
        self.end(BuildStatus::Cancelled, now).then(|| self.system_line(format!("Cancelled by {by}."), now))
    }

    /// Cancels the build because of a later push and returns a log line. Has no effect on an ended build.
    pub(super) fn supersede(&mut self, number: u64, now: i64) -> Option<LogPiece> {
        let ended = self.end(BuildStatus::Cancelled, now);
        ended.then(|| {
            self.superseded_by = Some(number);
            self.system_line(format!("Cancelled: a later push started build #{number}."), now)
        })
    }

    fn end(&mut self, status: BuildStatus, now: i64) -> bool {
        if !self.status.may_become(status) {
            return false;
        }
        self.status = status;
        self.completed_at = Some(now);
        self.revision += 1;
        let step_status = if status == BuildStatus::Cancelled { StepStatus::Cancelled } else { StepStatus::Failed };
        for step in &mut self.steps {
            step.end(step_status, now);
        }
        // the runner may still run the build
        let stop_at = self.assignment.offered.then_some(now);
        self.assignment = Assignment { offered: self.assignment.offered, stop_at, ..Assignment::default() };
        true
    }

    /// Records that the runner does not run the build.
    pub(super) fn clear_assignment(&mut self) {
        self.assignment = Assignment::default();
    }

    /// Schedules the next request to stop the build in 2 s. Returns true when the retries are exhausted.
    pub(super) fn retry_stop(&mut self, now: i64) -> bool {
        let gave_up = self.completed_at.is_none_or(|ended| now.saturating_sub(ended) >= STOP_RETRY_MS);
        self.assignment.stop_at = (!gave_up).then(|| now.saturating_add(2 * SECOND));
        gave_up
    }

    fn lines(&mut self, count: u64, lines: String) -> LogPiece {
        let first = self.log_line_count + 1;
        self.log_line_count += count;
        LogPiece { first, last: self.log_line_count, lines }
    }

    fn system_line(&mut self, text: String, now: i64) -> LogPiece {
        let step = self.steps.last().map(|step| step.name);
        // text and numbers are always JSON
        let lines = serde_json::to_string(&[(now, LogStream::System, step, text)]).unwrap_or_default();
        self.lines(1, lines)
    }

    /// Records that the Worker has stored a report.
    pub(super) fn acknowledge(&mut self, revision: u64) {
        self.acknowledged_revision = self.acknowledged_revision.max(revision.min(self.revision));
    }

    /// Whether there is a report that is not acknowledged.
    pub(super) const fn is_unreported(&self) -> bool {
        self.revision > self.acknowledged_revision
    }

    /// The report on the build.
    pub(super) fn report(&self) -> BuildReport {
        BuildReport {
            build_id: self.build_id.clone(),
            revision: self.revision,
            status: self.status,
            started_at: self.started_at,
            completed_at: self.completed_at,
            failure: self.failure.clone(),
            steps: self.steps.clone(),
            log_line_count: self.log_line_count,
            files: self.files.clone(),
            configuration: self.configuration.clone(),
            superseded_by: self.superseded_by,
        }
    }
}

/// Parses a time in RFC 3339.
fn parse_time(text: &str) -> Option<i64> {
    Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
}

#[cfg(test)]
pub(super) mod tests {
    use steward_kernel::build::StepName;

    use super::*;

    /// A queued build.
    pub(in super::super) fn build(number: u64) -> Build {
        let build_id = BuildId::new(i64::try_from(number).unwrap(), [0; 10]);
        let request = EnqueueBuild {
            build_id,
            number,
            commit: "a".repeat(40),
            branch: Some("main".into()),
            path: None,
            is_push: true,
            cancels_superseded: true,
        };
        Build::queue(request, 1_000)
    }

    #[test]
    fn delays_grow_and_the_build_fails_after_two_minutes_without_response() {
        let mut build = build(1);
        let mut now = 10_000;
        assert_eq!(
            build.postpone(PostponeReason::Unreachable, now).unwrap().lines,
            "[[10000,\"system\",null,\"Waiting: no runner is responding.\"]]"
        );
        let mut waits = Vec::new();
        while let Some(retry_at) = build.assignment.retry_at {
            waits.push((retry_at - now) / SECOND);
            now = retry_at;
            build.postpone(PostponeReason::Unreachable, now);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(build.status, BuildStatus::Failed);
        assert_eq!(build.failure.unwrap().code, FailureCode::RunnerUnavailable);
        assert_eq!(now - 10_000, 121 * SECOND);
    }

    #[test]
    fn a_busy_runner_is_retried_without_limit() {
        let mut build = build(1);
        let mut now = 0;
        for _ in 0..100 {
            build.postpone(PostponeReason::Busy, now);
            now = build.assignment.retry_at.unwrap();
        }
        assert_eq!((build.status, build.log_line_count), (BuildStatus::Queued, 1));
    }

    #[test]
    fn a_cancelled_build_is_stopped_at_its_runner() {
        let mut queued = build(1);
        assert_eq!(
            queued.cancel("Demo Owner", 2_000).unwrap().lines,
            "[[2000,\"system\",null,\"Cancelled by Demo Owner.\"]]"
        );
        assert_eq!(queued.assignment.stop_at, None);

        let mut running = build(2);
        running.assignment.offered = true;
        running.start(1_500);
        running.steps.push(BuildStep::begin(StepName::Clone, 1_600));
        running.cancel("Demo Owner", 2_000);
        assert_eq!(running.assignment.stop_at, Some(2_000));
        assert_eq!(running.steps[0].status, StepStatus::Cancelled);
        assert!(!running.retry_stop(3_000));
        assert_eq!(running.assignment.stop_at, Some(5_000));
        assert!(running.retry_stop(2_000 + STOP_RETRY_MS));
        assert_eq!(running.assignment.stop_at, None);
    }

    #[test]
    fn an_ended_build_does_not_change() {
        let mut build = build(1);
        build.start(1_500);
        build.fail(BuildFailure::new(FailureCode::TimedOut, "too long"), 2_000);
        let ended = build.clone();
        build.start(3_000);
        assert_eq!(build.cancel("Demo Owner", 3_000), None);
        assert_eq!(build.fail(BuildFailure::new(FailureCode::Internal, "late"), 3_000), None);
        assert_eq!(build, ended);
    }

    #[test]
    fn a_report_is_acknowledged_up_to_its_revision() {
        let mut build = build(1);
        assert!(!build.is_unreported());
        build.start(1_500);
        build.cancel("Demo Owner", 2_000);
        build.acknowledge(1);
        assert!(build.is_unreported());
        build.acknowledge(99);
        assert!(!build.is_unreported());
        assert_eq!(build.acknowledged_revision, 2);
    }
}
