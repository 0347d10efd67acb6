//! What the Worker asks of a manager.

use steward_kernel::build::{BuildStatus, Failure, FailureCode};
use steward_kernel::time::SECOND;

use super::drive::build_timeout_ms;
use super::manager::{Flag, Manager};
use super::message::{Acknowledge, CancelBuild, Cancellation, EnqueueBuild, FailBuild, StartBuild, StartOutcome, Work};
use super::rules::{Build, NotTaken, next_ready};
use super::runner::{Offer, Order};
use super::store;
use crate::transport::Fault;
use crate::{clock, journal};

/// Reports in one answer.
const REPORTS: usize = 50;

impl Manager {
    /// Adds a build to the queue.
    pub(super) fn enqueue(&self, order: EnqueueBuild) -> Result<(), Fault> {
        if self.find(&order.build_id)?.is_none() {
            self.save(&Build::queue(order, clock::now_ms()), &[])?;
            self.ask_soon()?;
        }
        Ok(())
    }

    /// What there is to do for the Worker.
    pub(super) fn work(&self) -> Result<Work, Fault> {
        self.worker_came();
        let now = clock::now_ms();
        let builds = store::active(self.database()?)?;
        let reports = builds.iter().filter(|build| build.is_unreported()).take(REPORTS).map(Build::report).collect();
        let ready = next_ready(&builds)
            .filter(|build| build.handover.retry_at.is_none_or(|retry_at| retry_at <= now) && !self.starting.get())
            .map(|build| build.build_id.clone());
        Ok(Work { reports, ready })
    }

    /// Reports are written down.
    pub(super) fn acknowledge(&self, message: &Acknowledge) -> Result<(), Fault> {
        for acknowledged in &message.reports {
            if let Some(mut build) = self.find(&acknowledged.build_id)? {
                build.acknowledge(acknowledged.revision);
                self.save(&build, &[])?;
            }
        }
        Ok(())
    }

    /// Ends a build that cannot begin.
    pub(super) fn fail(&self, message: FailBuild) -> Result<(), Fault> {
        match self.find(&message.build_id)? {
            Some(mut build) if build.status == BuildStatus::Queued => {
                let line = build.fail(message.failure, clock::now_ms());
                self.save(&build, line.as_slice())
            }
            _ => Ok(()),
        }
    }

    /// Stops a build, or keeps one that is not known yet from ever beginning.
    pub(super) fn cancel(&self, message: CancelBuild) -> Result<Cancellation, Fault> {
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

    /// The estate is gone: what has not ended ends, and of what has ended nothing is kept.
    pub(super) fn close(&self) -> Result<(), Fault> {
        let database = self.database()?;
        loop {
            let builds = store::active(database)?;
            let mut open = builds.into_iter().filter(|build| !build.status.is_final()).peekable();
            if open.peek().is_none() {
                break;
            }
            for mut build in open {
                build.cancel("the end of the estate", clock::now_ms());
                self.save(&build, &[])?;
            }
        }
        store::forget_ended(database)?;
        Ok(())
    }

    /// Offers a build to the runner.
    pub(super) async fn start(&self, message: &StartBuild) -> Result<StartOutcome, Fault> {
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
        let Some(_starting) = Flag::set(&self.starting) else {
            return Ok(StartOutcome::AlreadyStarted);
        };
        // from here on a runner may have it: whoever cancels it has to stop it there
        build.handover.offered = true;
        self.save(&build, &[])?;
        store::runner_used(database, clock::now_ms())?;
        let offer = self.offer(&build, message).await;
        self.settle(build, offer)
    }

    async fn offer(&self, build: &Build, message: &StartBuild) -> Offer {
        let runner = match self.runner() {
            Ok(runner) => runner,
            Err(reason) => return Offer::Refused(format!("No runner is configured: {reason}.")),
        };
        let order = Order {
            clone_url: &message.clone_url,
            commit: &build.commit,
            branch: build.branch.as_deref(),
            path: build.path.as_deref(),
            token: message.token.as_deref(),
            timeout_seconds: build_timeout_ms(&self.env) / SECOND,
        };
        runner.start(&build.build_id, &order).await
    }

    /// What the runner's answer makes of the build, which may have been cancelled in the meantime.
    fn settle(&self, offered: Build, offer: Offer) -> Result<StartOutcome, Fault> {
        let now = clock::now_ms();
        let Some(mut build) = self.find(&offered.build_id)? else {
            return Ok(StartOutcome::Unknown);
        };
        if build.status.is_final() {
            // the runner may have taken it after it was told to stop
            build.handover.offered = true;
            build.handover.stop_at = Some(now);
            self.save(&build, &[])?;
            return Ok(StartOutcome::AlreadyStarted);
        }
        let line = match offer {
            Offer::Taken => {
                build.begin(now);
                None
            }
            Offer::Busy => build.postpone(NotTaken::Busy, now),
            Offer::Unreachable(reason) => {
                journal::error("runner_unreachable", &[("buildId", &build.build_id), ("error", &reason)]);
                build.postpone(NotTaken::Unreachable, now)
            }
            Offer::Refused(reason) => {
                journal::error("build_refused", &[("buildId", &build.build_id), ("error", &reason)]);
                build.handover.offered = false;
                build.fail(Failure::new(FailureCode::RunnerUnavailable, reason), now)
            }
        };
        self.save(&build, line.as_slice())?;
        self.ask_soon()?;
        Ok(match build.status {
            BuildStatus::InProgress => StartOutcome::Started,
            BuildStatus::Queued => StartOutcome::Postponed,
            BuildStatus::Complete | BuildStatus::Failed | BuildStatus::Cancelled => StartOutcome::Failed,
        })
    }
}
