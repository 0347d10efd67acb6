//! The alarm: whatever is due is done, and a build that is at a runner is followed to its end.

use chrono::DateTime;
use steward_kernel::build::BuildStatus;
use steward_kernel::time::{MINUTE, SECOND};
use worker::Env;

use super::manager::{Flag, Manager};
use super::rules::{Build, RETENTION_MS};
use super::store;
use crate::transport::Fault;
use crate::{clock, journal};

/// Set before anything else is done: when the object is killed at its work, it goes on by itself after this time.
const SAFETY_MS: i64 = SECOND;
/// How long a build may take, and the most that can be configured.
const LONGEST_BUILD_MS: i64 = 10 * MINUTE;

/// How long a build may take: the variable `BUILD_TIMEOUT_SECONDS`, or ten minutes.
pub(super) fn build_timeout_ms(env: &Env) -> i64 {
    let seconds = env.var("BUILD_TIMEOUT_SECONDS").ok().and_then(|value| value.to_string().parse::<i64>().ok());
    seconds.map_or(LONGEST_BUILD_MS, |seconds| seconds.saturating_mul(SECOND).clamp(SECOND, LONGEST_BUILD_MS))
}

impl Manager {
    /// Does what is due until there is nothing left but waiting, then sets the alarm.
    pub(super) async fn drive(&self) -> Result<(), Fault> {
        if let Some(driving) = Flag::set(&self.driving) {
            let driven = self.drive_builds().await;
            drop(driving);
            driven?;
        }
        self.schedule().await
    }

    async fn drive_builds(&self) -> Result<(), Fault> {
        if let Some(safety) = DateTime::from_timestamp_millis(clock::now_ms().saturating_add(SAFETY_MS)) {
            self.state.storage().set_alarm(safety).await?;
        }
        loop {
            self.attend().await?;
            let builds = store::active(self.database()?)?;
            match builds.iter().find(|build| build.status == BuildStatus::InProgress) {
                Some(build) => self.follow(&build.build_id).await?,
                None => return Ok(()),
            }
        }
    }

    /// Does what is due but following a build: stops, messages to the Worker, forgetting, the container's rest.
    pub(super) async fn attend(&self) -> Result<(), Fault> {
        let now = clock::now_ms();
        let due = |at: Option<i64>| at.is_some_and(|at| at <= now);
        let (stop, forget, rest) =
            self.agenda(|agenda| (due(agenda.stop_at()), due(agenda.retention_at()), due(agenda.container_stop_at())))?;
        if stop {
            self.stop_builds(now).await?;
        }
        if forget {
            store::forget_before(self.database()?, now.saturating_sub(RETENTION_MS).saturating_add(1))?;
        }
        if rest {
            self.rest_container().await;
        }
        self.announce().await
    }

    async fn stop_builds(&self, now: i64) -> Result<(), Fault> {
        let builds = store::active(self.database()?)?;
        for build in builds.iter().filter(|build| build.handover.stop_at.is_some_and(|stop_at| stop_at <= now)) {
            let told = match self.runner() {
                Ok(runner) => runner.stop(&build.build_id).await,
                Err(reason) => Err(reason),
            };
            let Some(mut build) = self.find(&build.build_id)? else {
                continue;
            };
            self.note_stop(&mut build, told)?;
        }
        Ok(())
    }

    fn note_stop(&self, build: &mut Build, told: Result<(), String>) -> Result<(), Fault> {
        let over = match told {
            Ok(()) => {
                build.stopped();
                true
            }
            Err(error) => {
                let gave_up = build.not_stopped(clock::now_ms());
                journal::error("build_not_stopped", &[("buildId", &build.build_id), ("error", &error)]);
                gave_up
            }
        };
        self.save(build, &[])?;
        // the next build may begin
        if over { self.ask_soon() } else { Ok(()) }
    }

    async fn rest_container(&self) {
        let rested = match self.runner() {
            Ok(runner) => runner.rest().await,
            Err(reason) => Err(reason),
        };
        match rested {
            Ok(()) => journal::info("container_stopped", &[]),
            Err(error) => journal::error("container_not_stopped", &[("error", &error)]),
        }
    }
}
