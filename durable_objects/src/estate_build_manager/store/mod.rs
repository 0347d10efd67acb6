//! Builds, their lines and the manager itself in SQLite.

mod builds;
mod lines;

use serde::Deserialize;

use super::rules::Announcement;
use crate::sql::{Database, SqlError, Statement};

pub(super) use builds::{active, find, first_completed_at, forget_before, forget_ended, save};
pub(super) use lines::lines_after;

/// The tables.
pub(super) const MIGRATIONS: &[&[&str]] = &[&[
    // a build is one JSON text; what statements select by is read out of it
    "CREATE TABLE build (
  build_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (json_valid(state)),
  number INTEGER NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.number')) STORED,
  status TEXT NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.status')) STORED,
  completed_at INTEGER GENERATED ALWAYS AS (json_extract(state, '$.completedAt')) STORED,
  stop_at INTEGER GENERATED ALWAYS AS (json_extract(state, '$.handover.stopAt')) STORED,
  unreported INTEGER NOT NULL GENERATED ALWAYS AS
    (json_extract(state, '$.revision') > json_extract(state, '$.acknowledgedRevision')) STORED,
  CHECK (status IN ('queued', 'in_progress', 'complete', 'failed', 'cancelled')),
  CHECK ((status IN ('complete', 'failed', 'cancelled')) = (completed_at IS NOT NULL))
) STRICT",
    // the few that something is still to be done about, among all that are kept
    "CREATE INDEX build_active ON build (number)
  WHERE completed_at IS NULL OR unreported OR stop_at IS NOT NULL",
    "CREATE INDEX build_completed ON build (completed_at) WHERE completed_at IS NOT NULL",
    "CREATE TABLE log_line (
  build_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  stream TEXT NOT NULL,
  step TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (build_id, number)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE manager (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  estate_id TEXT NOT NULL,
  announcement_attempts INTEGER NOT NULL DEFAULT 0,
  announcement_next_at INTEGER NOT NULL DEFAULT 0,
  runner_used_at INTEGER
) STRICT",
]];

const NAME: &str = "INSERT INTO manager (only, estate_id) VALUES (1, ?1) ON CONFLICT DO NOTHING";
const MANAGER: &str = "SELECT estate_id, announcement_attempts, announcement_next_at, runner_used_at FROM manager";
const ANNOUNCED: &str = "UPDATE manager SET announcement_attempts = ?1, announcement_next_at = ?2";
const RUNNER_USED: &str = "UPDATE manager SET runner_used_at = ?1";

/// What the manager remembers of itself.
#[derive(Debug, Deserialize)]
pub(super) struct ManagerRow {
    pub(super) estate_id: String,
    announcement_attempts: u32,
    announcement_next_at: i64,
    /// When a runner was last given something to do.
    pub(super) runner_used_at: Option<i64>,
}

impl ManagerRow {
    /// When the Worker is asked again.
    pub(super) const fn announcement(&self) -> Announcement {
        Announcement { attempts: self.announcement_attempts, next_at: self.announcement_next_at }
    }
}

/// Remembers the estate's id, which alarms do not bring.
pub(super) fn name(database: &impl Database, estate_id: &str) -> Result<(), SqlError> {
    database.query(Statement::new(NAME, &(estate_id,))?).map(drop)
}

/// The manager; none before the first call.
pub(super) fn manager(database: &impl Database) -> Result<Option<ManagerRow>, SqlError> {
    database.query(Statement::bare(MANAGER)?)?.first()
}

/// Remembers when the Worker is asked again.
pub(super) fn save_announcement(database: &impl Database, announcement: Announcement) -> Result<(), SqlError> {
    database.query(Statement::new(ANNOUNCED, &(announcement.attempts, announcement.next_at))?).map(drop)
}

/// Remembers that a runner was given something to do.
pub(super) fn runner_used(database: &impl Database, now: i64) -> Result<(), SqlError> {
    database.query(Statement::new(RUNNER_USED, &(now,))?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::testing::NativeDatabase;

    /// Shipped tables are never changed: a new version is a new migration.
    #[test]
    fn the_stored_version_is_1() {
        assert_eq!(MIGRATIONS.len(), 1);
    }

    #[test]
    fn remembers_its_estate_and_when_to_ask() {
        let database = NativeDatabase::with(MIGRATIONS);
        assert!(manager(&database).unwrap().is_none());
        name(&database, "est_1").unwrap();
        save_announcement(&database, Announcement { attempts: 2, next_at: 7_000 }).unwrap();
        runner_used(&database, 5_000).unwrap();
        name(&database, "est_1").unwrap();
        let row = manager(&database).unwrap().unwrap();
        assert_eq!((row.estate_id.as_str(), row.runner_used_at), ("est_1", Some(5_000)));
        assert_eq!(row.announcement(), Announcement { attempts: 2, next_at: 7_000 });
    }
}
