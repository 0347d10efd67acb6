//! The alarm handler: runs all due tasks and follows a running build to its end.

use futures::future::LocalBoxFuture;
use steward_kernel::build::BuildStatus;
use steward_kernel::time::SECOND;

use super::manager::{Flag, Manager};
use super::rules::{Build, RETENTION_MS};
use super::store;
use crate::runtime::transport::ObjectError;
use crate::runtime::{alarm, clock, log};

/// The alarm set before the work begins, so that the object resumes if it is killed meanwhile.
const RESUME_AFTER_MS: i64 = SECOND;

impl Manager {
    /// Works until no build runs and nothing is due, then sets the next alarm.
    pub(super) fn run_alarm(&self) -> LocalBoxFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            if let Some(running) = Flag::set(&self.is_alarm_running) {
                let result = self.run_builds().await;
                drop(running);
                result?;
            }
            self.set_alarm().await
        })
    }

    async fn run_builds(&self) -> Result<(), ObjectError> {
        alarm::set(&self.state, clock::now_ms().saturating_add(RESUME_AFTER_MS)).await?;
        loop {
            self.run_due_tasks().await?;
            let builds = store::active(self.database()?)?;
            match builds.iter().find(|build| build.status == BuildStatus::InProgress) {
                Some(build) => self.follow(&build.build_id).await?,
                None => return Ok(()),
            }
        }
    }

    /// Runs all due tasks except following a build: stops builds, deletes old builds, stops the container, wakes the
    /// Worker.
    pub(super) fn run_due_tasks(&self) -> LocalBoxFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            let now = clock::now_ms();
            let due = |at: Option<i64>| at.is_some_and(|at| at <= now);
            let (stop, delete, stop_container) = self.with_schedule(|schedule| {
                (due(schedule.stop_at()), due(schedule.deletion_at()), due(schedule.container_stop_at()))
            })?;
            if stop {
                self.stop_builds(now).await?;
            }
            if delete {
                store::delete_ended_before(self.database()?, now.saturating_sub(RETENTION_MS).saturating_add(1))?;
            }
            if stop_container {
                self.stop_container().await;
            }
            self.send_wakeup().await
        })
    }

    async fn stop_builds(&self, now: i64) -> Result<(), ObjectError> {
        let builds = store::active(self.database()?)?;
        for build in builds.iter().filter(|build| build.assignment.stop_at.is_some_and(|stop_at| stop_at <= now)) {
            let result = match self.runner() {
                Ok(runner) => runner.stop(&build.build_id).await,
                Err(reason) => Err(reason),
            };
            let Some(mut build) = self.find(&build.build_id)? else {
                continue;
            };
            self.handle_stop_result(&mut build, result)?;
        }
        Ok(())
    }

    fn handle_stop_result(&self, build: &mut Build, result: Result<(), String>) -> Result<(), ObjectError> {
        let is_over = match result {
            Ok(()) => {
                build.clear_assignment();
                true
            }
            Err(error) => {
                let gave_up = build.retry_stop(clock::now_ms());
                log::error("stop build failed", &[("buildId", &build.build_id), ("error", &error)]);
                gave_up
            }
        };
        self.save(build, &[])?;
        // the next build may begin
        if is_over { self.request_wakeup() } else { Ok(()) }
    }

    async fn stop_container(&self) {
        let stopped = match self.runner() {
            Ok(runner) => runner.stop_container().await,
            Err(reason) => Err(reason),
        };
        match stopped {
            Ok(()) => log::info("container stopped", &[]),
            Err(error) => log::error("stop container failed", &[("error", &error)]),
        }
    }
}
