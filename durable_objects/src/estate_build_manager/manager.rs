//! What commands, the alarm handler and readers of logs share: storage, signals, the alarm and messages to the Worker.
//!
//! All state is in SQLite. There is no await between reading and saving a build, so calls do not interleave.

use std::cell::Cell;

use futures::future::LocalBoxFuture;
use steward_kernel::config::{MAX_BUILD_MS, Runner};
use steward_kernel::id::{BuildId, EstateId, TypeId};
use worker::{Env, State};

use super::build_log::NewestProgress;
use super::messages::Wakeup;
use super::rules::{Build, LogPiece, Schedule, WakeupState};
use super::runner::{self, RunnerClient};
use super::signal::Signal;
use super::store;
use crate::runtime::sql::ObjectDatabase;
use crate::runtime::transport::ObjectError;
use crate::runtime::{alarm, clock, log};

/// The binding of the queue.
const EVENTS: &str = "EVENTS";

/// The manager of an estate's builds.
pub(super) struct Manager {
    pub(super) state: State,
    pub(super) env: Env,
    /// The runner's configuration, or what is wrong with it.
    configuration: Result<Runner, String>,
    /// Notified of every change of a build.
    pub(super) changes: Signal,
    /// Whether a build is being offered to the runner.
    pub(super) is_starting: Cell<bool>,
    /// The alarm handler runs all due tasks itself.
    pub(super) is_alarm_running: Cell<bool>,
    /// A wakeup was sent and not answered. The Worker will see all changes made until it answers.
    is_wakeup_pending: Cell<bool>,
    /// Shared by the readers of logs.
    pub(super) progress: NewestProgress,
    database: ObjectDatabase,
}

/// Sets a flag until it is dropped, including by a panic.
pub(super) struct Flag<'flag>(&'flag Cell<bool>);

impl<'flag> Flag<'flag> {
    /// None when the flag is set already.
    pub(super) fn set(flag: &'flag Cell<bool>) -> Option<Self> {
        (!flag.replace(true)).then_some(Self(flag))
    }
}

impl Drop for Flag<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Manager {
    pub(super) fn new(state: State, env: Env) -> Self {
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        let configuration = runner::configuration(&env);
        Self {
            state,
            env,
            configuration,
            changes: Signal::default(),
            is_starting: Cell::new(false),
            is_alarm_running: Cell::new(false),
            is_wakeup_pending: Cell::new(false),
            progress: NewestProgress::default(),
            database,
        }
    }

    /// The database with its tables migrated.
    pub(super) fn database(&self) -> Result<&ObjectDatabase, ObjectError> {
        Ok(self.database.migrated()?)
    }

    /// The id of the estate.
    pub(super) fn estate_id(&self) -> Result<EstateId, ObjectError> {
        let row = store::find_manager(self.database()?)?;
        let text = row.map(|row| row.estate_id).unwrap_or_default();
        EstateId::parse(&text).map_err(|error| ObjectError::Internal(error.to_string()))
    }

    /// Finds a build.
    pub(super) fn find(&self, build_id: &BuildId) -> Result<Option<Build>, ObjectError> {
        Ok(store::find(self.database()?, build_id)?)
    }

    /// The configured runner.
    pub(super) fn runner(&self) -> Result<RunnerClient, String> {
        runner::client(self.configuration.as_ref()?, &self.state)
    }

    /// The longest time that a build may take.
    pub(super) fn build_timeout_ms(&self) -> i64 {
        self.configuration.as_ref().map_or(MAX_BUILD_MS, Runner::build_timeout_ms)
    }

    /// Saves a build with its new lines and notifies waiters. If there is a new report, the Worker is woken, unless a
    /// wakeup is pending.
    pub(super) fn save(&self, build: &Build, lines: &[LogPiece]) -> Result<(), ObjectError> {
        let database = self.database()?;
        let reported = store::find(database, &build.build_id)?.map_or(0, |before| before.revision);
        store::save(database, build, lines)?;
        if build.revision != reported && !self.is_wakeup_pending.get() {
            store::save_wakeup(database, WakeupState::default())?;
        }
        self.changes.notify();
        Ok(())
    }

    /// The Worker has answered a wakeup: later changes need another one.
    pub(super) fn wakeup_answered(&self) {
        self.is_wakeup_pending.set(false);
    }

    /// Makes the next wakeup due now.
    pub(super) fn request_wakeup(&self) -> Result<(), ObjectError> {
        Ok(store::save_wakeup(self.database()?, WakeupState::default())?)
    }

    /// Calls `read` with the schedule of due tasks.
    pub(super) fn with_schedule<Output>(
        &self,
        read: impl FnOnce(&Schedule<'_>) -> Output,
    ) -> Result<Output, ObjectError> {
        let database = self.database()?;
        let builds = store::active(database)?;
        let row = store::find_manager(database)?;
        let running = || self.runner().is_ok_and(|runner| runner.is_container_running());
        let container_used_at = row.as_ref().and_then(|row| row.runner_used_at).filter(|_| running());
        Ok(read(&Schedule {
            builds: &builds,
            wakeup: row.map(|row| row.wakeup()).unwrap_or_default(),
            first_completed_at: store::first_completed_at(database)?,
            container_used_at,
        }))
    }

    /// Sends a wakeup to the Worker if one is due. The time of the next is saved first, so that a lost message is sent
    /// again.
    pub(super) fn send_wakeup(&self) -> LocalBoxFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            let now = clock::now_ms();
            let due = self.with_schedule(|schedule| {
                let due = schedule.wakeup_at().is_some_and(|wakeup_at| wakeup_at <= now);
                due.then(|| schedule.wakeup.sent(now))
            })?;
            let Some(wakeup) = due else {
                return Ok(());
            };
            store::save_wakeup(self.database()?, wakeup)?;
            self.is_wakeup_pending.set(true);
            let wakeup = Wakeup { estate_id: self.estate_id()? };
            let queue = self.env.queue(EVENTS)?;
            if let Err(error) = queue.send(wakeup).await {
                self.is_wakeup_pending.set(false);
                log::error("send wakeup failed", &[("error", &error)]);
            }
            Ok(())
        })
    }

    /// Sets the alarm to the next due task. While the alarm handler runs, it is notified instead.
    pub(super) fn set_alarm(&self) -> LocalBoxFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            if self.is_alarm_running.get() {
                self.changes.notify();
                return Ok(());
            }
            let due_at = self.with_schedule(|schedule| schedule.due_at(clock::now_ms()))?;
            match due_at {
                Some(due_at) => alarm::set(&self.state, due_at).await?,
                None => self.state.storage().delete_alarm().await?,
            }
            Ok(())
        })
    }
}
