//! Builds, their lines and the state of the manager in SQLite.

mod builds;
mod lines;

use steward_kernel::from_json::FromJson;

use super::rules::WakeupState;
use crate::runtime::sql::{Database, SqlError, Statement};

pub(super) use builds::{active, delete_ended, delete_ended_before, find, first_completed_at, save, unfinished};
pub(super) use lines::{lines_after, pieces_after};

/// The tables.
pub(super) const MIGRATIONS: &[&[&str]] = &[
    &[
        // a build is one JSON text; columns for conditions are generated from it
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
        // the few builds with something left to do
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
    ],
    &[
        // `handover` is called `assignment`, `announcement` is called `wakeup`
        "CREATE TABLE moved_build AS SELECT build_id, state FROM build",
        "DROP TABLE build",
        "CREATE TABLE build (
  build_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (json_valid(state)),
  number INTEGER NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.number')) STORED,
  status TEXT NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.status')) STORED,
  completed_at INTEGER GENERATED ALWAYS AS (json_extract(state, '$.completedAt')) STORED,
  stop_at INTEGER GENERATED ALWAYS AS (json_extract(state, '$.assignment.stopAt')) STORED,
  unreported INTEGER NOT NULL GENERATED ALWAYS AS
    (json_extract(state, '$.revision') > json_extract(state, '$.acknowledgedRevision')) STORED,
  CHECK (status IN ('queued', 'in_progress', 'complete', 'failed', 'cancelled')),
  CHECK ((status IN ('complete', 'failed', 'cancelled')) = (completed_at IS NOT NULL))
) STRICT",
        "INSERT INTO build (build_id, state) SELECT build_id, \
  json_remove(json_set(state, '$.assignment', json_extract(state, '$.handover')), '$.handover') FROM moved_build",
        "DROP TABLE moved_build",
        "CREATE INDEX build_active ON build (number)
  WHERE completed_at IS NULL OR unreported OR stop_at IS NOT NULL",
        "CREATE INDEX build_completed ON build (completed_at) WHERE completed_at IS NOT NULL",
        "CREATE TABLE moved_manager AS SELECT * FROM manager",
        "DROP TABLE manager",
        "CREATE TABLE manager (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  estate_id TEXT NOT NULL,
  wakeup_attempts INTEGER NOT NULL DEFAULT 0,
  wakeup_next_at INTEGER NOT NULL DEFAULT 0,
  runner_used_at INTEGER
) STRICT",
        "INSERT INTO manager (only, estate_id, wakeup_attempts, wakeup_next_at, runner_used_at) \
  SELECT only, estate_id, announcement_attempts, announcement_next_at, runner_used_at FROM moved_manager",
        "DROP TABLE moved_manager",
    ],
    &[
        // a piece is many lines; that its text is JSON and has that many is checked here and nowhere else
        "CREATE TABLE log_piece (
  build_id TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  lines TEXT NOT NULL CHECK (json_valid(lines) AND json_array_length(lines) = last - first + 1),
  PRIMARY KEY (build_id, last)
) STRICT",
        // 40 lines of 8 KiB are below SQLite's limit of 2 MB for a value, even if all their characters are escaped
        "INSERT INTO log_piece (build_id, first, last, lines) \
  SELECT build_id, MIN(number), MAX(number), json_group_array(json_array(at, stream, step, text)) \
  FROM (SELECT * FROM log_line ORDER BY build_id, number) GROUP BY build_id, (number - 1) / 40",
        "DROP TABLE log_line",
    ],
];

const SAVE_ESTATE_ID: &str = "INSERT INTO manager (only, estate_id) VALUES (1, ?1) ON CONFLICT DO NOTHING";
const MANAGER: &str = "SELECT estate_id, wakeup_attempts, wakeup_next_at, runner_used_at FROM manager";
const SAVE_WAKEUP: &str = "UPDATE manager SET wakeup_attempts = ?1, wakeup_next_at = ?2";
const SAVE_RUNNER_USED_AT: &str = "UPDATE manager SET runner_used_at = ?1";

/// The stored state of the manager.
#[derive(Debug, FromJson)]
pub(super) struct ManagerRow {
    pub(super) estate_id: String,
    wakeup_attempts: u32,
    wakeup_next_at: i64,
    /// When the runner was last used.
    pub(super) runner_used_at: Option<i64>,
}

impl ManagerRow {
    /// The retry state of the wakeup message.
    pub(super) const fn wakeup(&self) -> WakeupState {
        WakeupState { attempts: self.wakeup_attempts, next_at: self.wakeup_next_at }
    }
}

/// Saves the id of the estate, which alarms do not receive.
pub(super) fn save_estate_id(database: &impl Database, estate_id: &str) -> Result<(), SqlError> {
    database.query(Statement::new(SAVE_ESTATE_ID, &(estate_id,))?).map(drop)
}

/// The state of the manager; none before the first call.
pub(super) fn find_manager(database: &impl Database) -> Result<Option<ManagerRow>, SqlError> {
    database.query(Statement::bare(MANAGER)?)?.first()
}

/// Saves the retry state of the wakeup message.
pub(super) fn save_wakeup(database: &impl Database, wakeup: WakeupState) -> Result<(), SqlError> {
    database.query(Statement::new(SAVE_WAKEUP, &(wakeup.attempts, wakeup.next_at))?).map(drop)
}

/// Saves when the runner was last used.
pub(super) fn save_runner_used_at(database: &impl Database, now: i64) -> Result<(), SqlError> {
    database.query(Statement::new(SAVE_RUNNER_USED_AT, &(now,))?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate_build_manager::rules::tests::build;
    use crate::runtime::sql::migrate;
    use crate::runtime::sql::native_database::NativeDatabase;

    #[test]
    fn builds_and_the_manager_of_the_first_version_are_kept() {
        let database = NativeDatabase::with(&MIGRATIONS[..1]);
        let mut stored = build(7);
        stored.assignment.offered = true;
        stored.start(1_500);
        stored.cancel("Demo Owner", 2_000);
        let stored_id = stored.build_id.clone();
        let state = serde_json::to_string(&stored).unwrap().replace("\"assignment\"", "\"handover\"");
        assert!(state.contains("\"handover\":{"));
        database
            .run(&[
                Statement::new("INSERT INTO build (build_id, state) VALUES (?1, ?2)", &(&stored.build_id, state))
                    .unwrap(),
                Statement::bare("INSERT INTO manager VALUES (1, 'est_1', 3, 9000, 5000)").unwrap(),
                Statement::new(
                    "INSERT INTO log_line (build_id, number, at, stream, step, text) \
                     SELECT ?1, value, 1700000000000 + value, 'stderr', NULL, 'line ' || value FROM json_each(?2)",
                    &(&stored.build_id, serde_json::to_string(&(1..=450).collect::<Vec<_>>()).unwrap()),
                )
                .unwrap(),
            ])
            .unwrap();
        migrate(&database, MIGRATIONS).unwrap();
        assert_eq!(find(&database, &stored.build_id).unwrap(), Some(stored.clone()));
        assert_eq!(active(&database).unwrap(), [stored]);
        let lines = lines_after(&database, &stored_id, 0, 1_000).unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), (1..=450).collect::<Vec<_>>());
        assert_eq!((lines[449].at.0, lines[449].text.as_str(), lines[449].step), (1_700_000_000_450, "line 450", None));
        assert_eq!(pieces_after(&database, &stored_id, 0, 100).unwrap().len(), 12);
        let row = find_manager(&database).unwrap().unwrap();
        assert_eq!((row.estate_id.as_str(), row.runner_used_at), ("est_1", Some(5_000)));
        assert_eq!(row.wakeup(), WakeupState { attempts: 3, next_at: 9_000 });
    }

    #[test]
    fn the_state_of_the_manager_is_saved() {
        let database = NativeDatabase::with(MIGRATIONS);
        assert!(find_manager(&database).unwrap().is_none());
        save_estate_id(&database, "est_1").unwrap();
        save_wakeup(&database, WakeupState { attempts: 2, next_at: 7_000 }).unwrap();
        save_runner_used_at(&database, 5_000).unwrap();
        save_estate_id(&database, "est_1").unwrap();
        let row = find_manager(&database).unwrap().unwrap();
        assert_eq!((row.estate_id.as_str(), row.runner_used_at), ("est_1", Some(5_000)));
        assert_eq!(row.wakeup(), WakeupState { attempts: 2, next_at: 7_000 });
    }
}
