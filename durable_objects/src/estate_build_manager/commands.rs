//! The commands of the Worker.

use steward_kernel::build::{BuildFailure, BuildStatus, FailureCode};
use steward_kernel::time::SECOND;

use super::manager::{Flag, Manager};
use super::messages::{
    Acknowledge, CancelBuild, Cancellation, EnqueueBuild, FailBuild, StartBuild, StartOutcome, SupersedeBuild, Work,
};
use super::rules::{Build, PostponeReason, next_ready, superseded};
use super::runner::{BuildRequest, StartResponse};
use super::store;
use crate::runtime::transport::ObjectError;
use crate::runtime::{clock, log};

/// The most reports in one response.
const REPORTS: usize = 50;

impl Manager {
    /// Adds a build to the queue.
    pub(super) fn enqueue(&self, request: EnqueueBuild) -> Result<(), ObjectError> {
        if self.find(&request.build_id)?.is_none() {
            let supersedes = request.is_push && request.cancels_superseded;
            let branch = request.branch.clone();
            self.save(&Build::queue(request, clock::now_ms()), &[])?;
            if supersedes {
                self.cancel_superseded(branch.as_deref())?;
            }
            self.request_wakeup()?;
        }
        Ok(())
    }

    fn cancel_superseded(&self, branch: Option<&str>) -> Result<(), ObjectError> {
        let (builds, newest) = superseded(store::unfinished(self.database()?)?, branch);
        for mut build in builds {
            let line = build.supersede(newest, clock::now_ms());
            self.save(&build, line.as_slice())?;
        }
        Ok(())
    }

    /// The work that the Worker has to do.
    pub(super) fn work(&self) -> Result<Work, ObjectError> {
        self.wakeup_answered();
        let now = clock::now_ms();
        let builds = store::active(self.database()?)?;
        let reports = builds.iter().filter(|build| build.is_unreported()).take(REPORTS).map(Build::report).collect();
        let ready = next_ready(&builds)
            .filter(|build| build.assignment.retry_at.is_none_or(|retry_at| retry_at <= now) && !self.is_starting.get())
            .map(|build| build.build_id.clone());
        Ok(Work { reports, ready })
    }

    /// Acknowledges reports.
    pub(super) fn acknowledge(&self, message: &Acknowledge) -> Result<(), ObjectError> {
        for acknowledged in &message.reports {
            if let Some(mut build) = self.find(&acknowledged.build_id)? {
                build.acknowledge(acknowledged.revision);
                self.save(&build, &[])?;
            }
        }
        Ok(())
    }

    /// Fails a queued build.
    pub(super) fn fail(&self, message: FailBuild) -> Result<(), ObjectError> {
        match self.find(&message.build_id)? {
            Some(mut build) if build.status == BuildStatus::Queued => {
                let line = build.fail(message.failure, clock::now_ms());
                self.save(&build, line.as_slice())
            }
            _ => Ok(()),
        }
    }

    /// Cancels a queued build in favour of a later one.
    pub(super) fn supersede(&self, message: &SupersedeBuild) -> Result<(), ObjectError> {
        match self.find(&message.build_id)? {
            Some(mut build) if build.status == BuildStatus::Queued => {
                let line = build.supersede(message.number, clock::now_ms());
                self.save(&build, line.as_slice())
            }
            _ => Ok(()),
        }
    }

    /// Cancels a build. One that is not known yet is added as cancelled, so that it cannot be started later.
    pub(super) fn cancel(&self, message: CancelBuild) -> Result<Cancellation, ObjectError> {
        let now = clock::now_ms();
        let mut build = match self.find(&message.build.build_id)? {
            Some(build) => build,
            None => Build::queue(message.build, now),
        };
        let line = build.cancel(&message.by, now);
        let cancelled = line.is_some();
        if cancelled {
            self.save(&build, line.as_slice())?;
        }
        Ok(Cancellation { cancelled, report: build.report() })
    }

    /// Cancels all builds and deletes the ended ones, because the estate was deleted.
    pub(super) fn close(&self) -> Result<(), ObjectError> {
        let database = self.database()?;
        loop {
            let builds = store::active(database)?;
            let mut open = builds.into_iter().filter(|build| !build.status.is_final()).peekable();
            if open.peek().is_none() {
                break;
            }
            for mut build in open {
                build.cancel("the deletion of the estate", clock::now_ms());
                self.save(&build, &[])?;
            }
        }
        store::delete_ended(database)?;
        Ok(())
    }

    /// Offers a build to the runner.
    pub(super) async fn start(&self, message: &StartBuild) -> Result<StartOutcome, ObjectError> {
        let database = self.database()?;
        let Some(mut build) = self.find(&message.build_id)? else {
            return Ok(StartOutcome::Unknown);
        };
        if build.status != BuildStatus::Queued {
            return Ok(StartOutcome::AlreadyStarted);
        }
        if next_ready(&store::active(database)?).is_none_or(|ready| ready.build_id != build.build_id) {
            return Ok(StartOutcome::NotItsTurn);
        }
        let Some(_starting) = Flag::set(&self.is_starting) else {
            return Ok(StartOutcome::AlreadyStarted);
        };
        // from now on the runner may have the build, so a cancellation must also stop it there
        build.assignment.offered = true;
        self.save(&build, &[])?;
        store::save_runner_used_at(database, clock::now_ms())?;
        let response = self.offer(&build, message).await;
        self.apply_response(build, response)
    }

    async fn offer(&self, build: &Build, message: &StartBuild) -> StartResponse {
        let runner = match self.runner() {
            Ok(runner) => runner,
            Err(reason) => return StartResponse::Rejected(format!("No runner is configured: {reason}.")),
        };
        let request = BuildRequest {
            organization_id: message.organization_id.as_ref(),
            clone_url: &message.clone_url,
            commit: &build.commit,
            branch: build.branch.as_deref(),
            path: build.path.as_deref(),
            token: message.token.as_deref(),
            timeout_seconds: self.build_timeout_ms() / SECOND,
        };
        runner.start(&build.build_id, &request).await
    }

    /// Applies the response of the runner to the build, which may have been cancelled meanwhile.
    fn apply_response(&self, offered: Build, response: StartResponse) -> Result<StartOutcome, ObjectError> {
        let now = clock::now_ms();
        let Some(mut build) = self.find(&offered.build_id)? else {
            return Ok(StartOutcome::Unknown);
        };
        if build.status.is_final() {
            // the runner may have accepted it after the request to stop it
            build.assignment.offered = true;
            build.assignment.stop_at = Some(now);
            self.save(&build, &[])?;
            return Ok(StartOutcome::AlreadyStarted);
        }
        let line = match response {
            StartResponse::Accepted => {
                build.start(now);
                None
            }
            StartResponse::Busy => build.postpone(PostponeReason::Busy, now),
            StartResponse::OrganizationBusy => build.postpone(PostponeReason::OrganizationBusy, now),
            StartResponse::Unreachable(reason) => {
                log::error("start build failed", &[("buildId", &build.build_id), ("error", &reason)]);
                build.postpone(PostponeReason::Unreachable, now)
            }
            StartResponse::Rejected(reason) => {
                log::error("start build rejected", &[("buildId", &build.build_id), ("error", &reason)]);
                build.assignment.offered = false;
                build.fail(BuildFailure::new(FailureCode::RunnerUnavailable, reason), now)
            }
        };
        self.save(&build, line.as_slice())?;
        self.request_wakeup()?;
        Ok(match build.status {
            BuildStatus::InProgress => StartOutcome::Started,
            BuildStatus::Queued => StartOutcome::Postponed,
            BuildStatus::Complete | BuildStatus::Failed | BuildStatus::Cancelled => StartOutcome::Failed,
        })
    }
}
