//! The state machine of a build, as plain types. Times are milliseconds since 1970, handed in.

mod agenda;
mod events;

use serde::{Deserialize, Serialize};
use steward_kernel::build::{BuildStatus, BuildStep, Failure, FailureCode, LogLine, LogStream, StepName, StepStatus};
use steward_kernel::id::BuildId;
use steward_kernel::time::{MINUTE, SECOND, Timestamp};

use super::message::{BuildReport, EnqueueBuild, ReportedConfiguration, ReportedFiles};

pub(super) use agenda::{Agenda, Announcement, RETENTION_MS, next_ready};
pub(super) use events::{Applied, FileList, Received, RunnerEvent, check_configuration};

/// For so long a runner may be unreachable before a build that waits for it fails.
pub(super) const UNAVAILABLE_AFTER_MS: i64 = 2 * MINUTE;
/// For so long the end of a build at its runner is tried.
const STOP_TRIED_FOR_MS: i64 = 2 * MINUTE;

/// What it takes to get a build into, or out of, a runner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Handover {
    /// A runner may know the build.
    pub(super) offered: bool,
    /// Offers that were not taken, since the last of another kind.
    pub(super) attempts: u32,
    /// Since when no runner answers.
    pub(super) unreachable_since: Option<i64>,
    /// Not before this is it offered again.
    pub(super) retry_at: Option<i64>,
    /// The runner has to be told to stop, next at this time.
    pub(super) stop_at: Option<i64>,
}

/// A build with all that is known of it, but its lines. It is stored as it is written in JSON: a member that is added
/// needs a default for builds that were stored before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Build {
    pub(super) build_id: BuildId,
    pub(super) number: u64,
    pub(super) commit: String,
    pub(super) branch: Option<String>,
    pub(super) path: Option<String>,
    pub(super) status: BuildStatus,
    /// Counts the changes that are reported; 0 is what the Worker knows without a report.
    pub(super) revision: u64,
    pub(super) acknowledged_revision: u64,
    pub(super) created_at: i64,
    pub(super) started_at: Option<i64>,
    pub(super) completed_at: Option<i64>,
    pub(super) failure: Option<Failure>,
    pub(super) steps: Vec<BuildStep>,
    pub(super) log_line_count: u64,
    /// The number of the runner's last event that is stored.
    pub(super) last_event: u64,
    pub(super) files: Option<ReportedFiles>,
    pub(super) configuration: Option<ReportedConfiguration>,
    pub(super) handover: Handover,
}

/// Why a build was not taken by a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// It has no room.
    Busy,
    /// It does not answer.
    Unreachable,
}

impl Build {
    /// A build that waits for its turn.
    pub(super) fn queue(order: EnqueueBuild, now: i64) -> Self {
        Self {
            build_id: order.build_id,
            number: order.number,
            commit: order.commit,
            branch: order.branch,
            path: order.path,
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
            handover: Handover::default(),
        }
    }

    /// A runner has it.
    pub(super) fn begin(&mut self, now: i64) {
        if self.status.may_become(BuildStatus::InProgress) {
            self.status = BuildStatus::InProgress;
            self.started_at = Some(now);
            self.handover = Handover { offered: true, ..Handover::default() };
            self.revision += 1;
        }
    }

    /// No runner took it: it waits, 1, 2, 4 … at most 30 s, or fails when none has answered for too long.
    /// The first time it says so in the log.
    pub(super) fn postpone(&mut self, reason: NotTaken, now: i64) -> Option<LogLine> {
        let unreachable_since = match reason {
            NotTaken::Busy => None,
            NotTaken::Unreachable => Some(self.handover.unreachable_since.unwrap_or(now)),
        };
        if unreachable_since.is_some_and(|since| now.saturating_sub(since) >= UNAVAILABLE_AFTER_MS) {
            let message = format!("No runner answered for {} s.", UNAVAILABLE_AFTER_MS / SECOND);
            return self.fail(Failure::new(FailureCode::RunnerUnavailable, message), now);
        }
        let changed = unreachable_since.is_some() != self.handover.unreachable_since.is_some();
        let attempts = if changed { 0 } else { self.handover.attempts };
        self.handover.unreachable_since = unreachable_since;
        self.handover.attempts = attempts.saturating_add(1);
        self.handover.retry_at = Some(now.saturating_add((SECOND << attempts.min(5)).min(30 * SECOND)));
        let text = match reason {
            NotTaken::Busy => "Waiting: every runner is busy.",
            NotTaken::Unreachable => "Waiting: no runner answers.",
        };
        (attempts == 0).then(|| self.system_line(text.to_owned(), now))
    }

    /// Ends it with a reason, which is also the last line of the log. A build that has ended is left alone.
    pub(super) fn fail(&mut self, failure: Failure, now: i64) -> Option<LogLine> {
        let line = self.end(BuildStatus::Failed, now).then(|| self.system_line(failure.message.clone(), now));
        if line.is_some() {
            self.failure = Some(failure);
        }
        line
    }

    /// Stops it for somebody. A build that has ended is left alone.
    pub(super) fn cancel(&mut self, by: &str, now: i64) -> Option<LogLine> {
        self.end(BuildStatus::Cancelled, now).then(|| self.system_line(format!("Cancelled by {by}."), now))
    }

    fn end(&mut self, status: BuildStatus, now: i64) -> bool {
        if !self.status.may_become(status) {
            return false;
        }
        self.status = status;
        self.completed_at = Some(now);
        self.revision += 1;
        let of_steps = if status == BuildStatus::Cancelled { StepStatus::Cancelled } else { StepStatus::Failed };
        for step in &mut self.steps {
            step.end(of_steps, now);
        }
        // whoever ended it, its runner may still be at it
        let stop_at = self.handover.offered.then_some(now);
        self.handover = Handover { offered: self.handover.offered, stop_at, ..Handover::default() };
        true
    }

    /// The runner was told to stop it, or does not know it.
    pub(super) fn stopped(&mut self) {
        self.handover = Handover::default();
    }

    /// The runner did not answer when it was told to stop: again in 2 s, unless that has been tried for long enough.
    /// True when it was given up.
    pub(super) fn not_stopped(&mut self, now: i64) -> bool {
        let gave_up = self.completed_at.is_none_or(|ended| now.saturating_sub(ended) >= STOP_TRIED_FOR_MS);
        self.handover.stop_at = (!gave_up).then(|| now.saturating_add(2 * SECOND));
        gave_up
    }

    fn line(&mut self, at: i64, stream: LogStream, step: Option<StepName>, text: String) -> LogLine {
        self.log_line_count += 1;
        LogLine { number: self.log_line_count, at: Timestamp(at), stream, step, text }
    }

    fn system_line(&mut self, text: String, now: i64) -> LogLine {
        let step = self.steps.last().map(|step| step.name);
        self.line(now, LogStream::System, step, text)
    }

    /// The Worker has written a report down.
    pub(super) fn acknowledge(&mut self, revision: u64) {
        self.acknowledged_revision = self.acknowledged_revision.max(revision.min(self.revision));
    }

    /// Whether something is to be reported.
    pub(super) const fn is_unreported(&self) -> bool {
        self.revision > self.acknowledged_revision
    }

    /// How it stands.
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
        }
    }
}

/// A time in RFC 3339, as runners write it.
fn parse_time(text: &str) -> Option<i64> {
    Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A queued build with a number.
    pub(in super::super) fn build(number: u64) -> Build {
        let build_id = BuildId::new(i64::try_from(number).unwrap(), [0; 10]);
        let order = EnqueueBuild { build_id, number, commit: "a".repeat(40), branch: Some("main".into()), path: None };
        Build::queue(order, 1_000)
    }

    #[test]
    fn waits_longer_each_time_and_fails_when_no_runner_answers_for_two_minutes() {
        let mut build = build(1);
        let mut now = 10_000;
        assert_eq!(build.postpone(NotTaken::Unreachable, now).unwrap().text, "Waiting: no runner answers.");
        let mut waits = Vec::new();
        while let Some(retry_at) = build.handover.retry_at {
            waits.push((retry_at - now) / SECOND);
            now = retry_at;
            build.postpone(NotTaken::Unreachable, now);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(build.status, BuildStatus::Failed);
        assert_eq!(build.failure.unwrap().code, FailureCode::RunnerUnavailable);
        assert_eq!(now - 10_000, 121 * SECOND);
    }

    #[test]
    fn a_busy_runner_is_waited_for_without_end() {
        let mut build = build(1);
        let mut now = 0;
        for _ in 0..100 {
            build.postpone(NotTaken::Busy, now);
            now = build.handover.retry_at.unwrap();
        }
        assert_eq!((build.status, build.log_line_count), (BuildStatus::Queued, 1));
    }

    #[test]
    fn a_cancelled_build_that_a_runner_may_have_is_stopped_there() {
        let mut queued = build(1);
        assert_eq!(queued.cancel("Demo Owner", 2_000).unwrap().text, "Cancelled by Demo Owner.");
        assert_eq!(queued.handover.stop_at, None);

        let mut running = build(2);
        running.handover.offered = true;
        running.begin(1_500);
        running.steps.push(BuildStep::begin(StepName::Clone, 1_600));
        running.cancel("Demo Owner", 2_000);
        assert_eq!(running.handover.stop_at, Some(2_000));
        assert_eq!(running.steps[0].status, StepStatus::Cancelled);
        assert!(!running.not_stopped(3_000));
        assert_eq!(running.handover.stop_at, Some(5_000));
        assert!(running.not_stopped(2_000 + STOP_TRIED_FOR_MS));
        assert_eq!(running.handover.stop_at, None);
    }

    #[test]
    fn nothing_moves_a_build_that_has_ended() {
        let mut build = build(1);
        build.begin(1_500);
        build.fail(Failure::new(FailureCode::TimedOut, "too long"), 2_000);
        let ended = build.clone();
        build.begin(3_000);
        assert_eq!(build.cancel("Demo Owner", 3_000), None);
        assert_eq!(build.fail(Failure::new(FailureCode::Internal, "late"), 3_000), None);
        assert_eq!(build, ended);
    }

    #[test]
    fn a_report_is_acknowledged_up_to_its_revision() {
        let mut build = build(1);
        assert!(!build.is_unreported());
        build.begin(1_500);
        build.cancel("Demo Owner", 2_000);
        build.acknowledge(1);
        assert!(build.is_unreported());
        build.acknowledge(99);
        assert!(!build.is_unreported());
        assert_eq!(build.acknowledged_revision, 2);
    }
}
