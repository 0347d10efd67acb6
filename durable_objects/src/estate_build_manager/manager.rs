//! What commands, the driver and the readers of logs share: storage, signals, the alarm and the way to the Worker.
//!
//! SQLite is the truth. Between reading a build and saving it nothing is awaited, so no other call comes between.

use std::cell::Cell;

use chrono::DateTime;
use steward_kernel::build::LogLine;
use steward_kernel::id::{BuildId, EstateId, TypeId};
use worker::{Env, State};

use super::message::Wakeup;
use super::rules::{Agenda, Announcement, Build};
use super::runner::{RunnerClient, runner};
use super::signal::Signal;
use super::store;
use crate::sql::ObjectDatabase;
use crate::transport::Fault;
use crate::{clock, journal};

/// The queue's binding.
const EVENTS: &str = "EVENTS";

/// The manager of one estate's builds.
pub(super) struct Manager {
    pub(super) state: State,
    pub(super) env: Env,
    /// Rung at every change.
    pub(super) changes: Signal,
    /// A runner is being asked to take a build.
    pub(super) starting: Cell<bool>,
    /// The alarm's handler is at work: it looks after everything that is due.
    pub(super) driving: Cell<bool>,
    /// The Worker was asked and has not come yet: it will see what changed since.
    asked: Cell<bool>,
    database: ObjectDatabase,
}

/// Sets a flag until it is dropped, also by a panic.
pub(super) struct Flag<'flag>(&'flag Cell<bool>);

impl<'flag> Flag<'flag> {
    /// None when it is set already.
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
        Self {
            state,
            env,
            changes: Signal::default(),
            starting: Cell::new(false),
            driving: Cell::new(false),
            asked: Cell::new(false),
            database,
        }
    }

    /// SQLite, with its tables made.
    pub(super) fn database(&self) -> Result<&ObjectDatabase, Fault> {
        Ok(self.database.migrated()?)
    }

    /// The estate's id.
    pub(super) fn estate_id(&self) -> Result<EstateId, Fault> {
        let row = store::manager(self.database()?)?;
        let text = row.map(|row| row.estate_id).unwrap_or_default();
        EstateId::parse(&text).map_err(|error| Fault::Broken(error.to_string()))
    }

    /// One build.
    pub(super) fn find(&self, build_id: &BuildId) -> Result<Option<Build>, Fault> {
        Ok(store::find(self.database()?, build_id)?)
    }

    /// The runner that the environment names.
    pub(super) fn runner(&self) -> Result<RunnerClient, String> {
        runner(&self.env, &self.state)
    }

    /// Keeps a build with its new lines and tells those who wait. What the Worker has to know it is told at once,
    /// unless it is on its way.
    pub(super) fn save(&self, build: &Build, lines: &[LogLine]) -> Result<(), Fault> {
        let database = self.database()?;
        let reported = store::find(database, &build.build_id)?.map_or(0, |before| before.revision);
        store::save(database, build, lines)?;
        if build.revision != reported && !self.asked.get() {
            store::save_announcement(database, Announcement::default())?;
        }
        self.changes.notify();
        Ok(())
    }

    /// The Worker has come: whatever changes from here on it is asked for again.
    pub(super) fn worker_came(&self) {
        self.asked.set(false);
    }

    /// The Worker is asked at the next occasion, however lately it was asked before.
    pub(super) fn ask_soon(&self) -> Result<(), Fault> {
        Ok(store::save_announcement(self.database()?, Announcement::default())?)
    }

    /// Calls `read` with all that is due.
    pub(super) fn agenda<Answer>(&self, read: impl FnOnce(&Agenda<'_>) -> Answer) -> Result<Answer, Fault> {
        let database = self.database()?;
        let builds = store::active(database)?;
        let row = store::manager(database)?;
        let running = || self.runner().is_ok_and(|runner| runner.can_rest());
        let container_used_at = row.as_ref().and_then(|row| row.runner_used_at).filter(|_| running());
        Ok(read(&Agenda {
            builds: &builds,
            announcement: row.map(|row| row.announcement()).unwrap_or_default(),
            first_completed_at: store::first_completed_at(database)?,
            container_used_at,
        }))
    }

    /// Asks the Worker to come, when that is due. The next time is kept first: a message that is lost is repeated.
    pub(super) async fn announce(&self) -> Result<(), Fault> {
        let now = clock::now_ms();
        let due = self.agenda(|agenda| {
            let due = agenda.announcement_at().is_some_and(|announcement_at| announcement_at <= now);
            due.then(|| agenda.announcement.made(now))
        })?;
        let Some(announcement) = due else {
            return Ok(());
        };
        store::save_announcement(self.database()?, announcement)?;
        self.asked.set(true);
        let wakeup = Wakeup { estate_id: self.estate_id()? };
        let queue = self.env.queue(EVENTS)?;
        if let Err(error) = queue.send(wakeup).await {
            self.asked.set(false);
            journal::error("wakeup_not_sent", &[("error", &error)]);
        }
        Ok(())
    }

    /// Sets the object's one alarm to what is due next. While the driver is at work it is told instead.
    pub(super) async fn schedule(&self) -> Result<(), Fault> {
        if self.driving.get() {
            self.changes.notify();
            return Ok(());
        }
        let due_at = self.agenda(|agenda| agenda.due_at(clock::now_ms()))?;
        match due_at.and_then(DateTime::from_timestamp_millis) {
            Some(due_at) => self.state.storage().set_alarm(due_at).await?,
            None => self.state.storage().delete_alarm().await?,
        }
        Ok(())
    }
}
