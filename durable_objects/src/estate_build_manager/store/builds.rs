//! One row per build.

use serde::Deserialize;
use steward_kernel::build::LogLine;
use steward_kernel::id::BuildId;

use super::lines;
use crate::estate_build_manager::rules::Build;
use crate::sql::{Database, SqlError, Statement};

// Whatever is at a runner comes first: however many wait, it is never overlooked.
const ACTIVE: &str = "SELECT state FROM build \
    WHERE completed_at IS NULL OR unreported OR stop_at IS NOT NULL \
    ORDER BY status = 'in_progress' DESC, stop_at IS NOT NULL DESC, number LIMIT 200";
const FIND: &str = "SELECT state FROM build WHERE build_id = ?1";
const SAVE: &str = "INSERT INTO build (build_id, state) VALUES (?1, ?2) \
    ON CONFLICT DO UPDATE SET state = excluded.state";
const FIRST_COMPLETED: &str = "SELECT MIN(completed_at) AS completed_at FROM build WHERE completed_at IS NOT NULL";
const FORGET_LINES: &str =
    "DELETE FROM log_line WHERE build_id IN (SELECT build_id FROM build WHERE completed_at < ?1)";
const FORGET_ALL_LINES: &str = "DELETE FROM log_line";
const FORGET_ENDED: &str = "DELETE FROM build WHERE completed_at IS NOT NULL AND NOT unreported AND stop_at IS NULL";
const FORGET: &str = "DELETE FROM build WHERE completed_at < ?1";

#[derive(Deserialize)]
struct BuildRow {
    state: String,
}

#[derive(Deserialize)]
struct CompletedRow {
    completed_at: Option<i64>,
}

impl BuildRow {
    fn into_build(self) -> Result<Build, SqlError> {
        Ok(serde_json::from_str(&self.state)?)
    }
}

/// Keeps a build as it is, and its new lines, in one transaction.
pub(in super::super) fn save(database: &impl Database, build: &Build, new: &[LogLine]) -> Result<(), SqlError> {
    let mut statements = lines::insert_statements(&build.build_id, new)?;
    statements.push(Statement::new(SAVE, &(&build.build_id, serde_json::to_string(build)?))?);
    database.run(&statements).map(drop)
}

/// One build.
pub(in super::super) fn find(database: &impl Database, build_id: &BuildId) -> Result<Option<Build>, SqlError> {
    database.query(Statement::new(FIND, &(build_id,))?)?.first::<BuildRow>()?.map(BuildRow::into_build).transpose()
}

/// Builds that have not ended, have something to report or are to be stopped; at most 200, those at a runner first,
/// then in the order of their numbers.
pub(in super::super) fn active(database: &impl Database) -> Result<Vec<Build>, SqlError> {
    database.query(Statement::bare(ACTIVE)?)?.decode::<BuildRow>()?.into_iter().map(BuildRow::into_build).collect()
}

/// The end of the build that ended first.
pub(in super::super) fn first_completed_at(database: &impl Database) -> Result<Option<i64>, SqlError> {
    Ok(database.query(Statement::bare(FIRST_COMPLETED)?)?.first::<CompletedRow>()?.and_then(|row| row.completed_at))
}

/// Forgets the builds that ended before a time, and their lines.
pub(in super::super) fn forget_before(database: &impl Database, time: i64) -> Result<(), SqlError> {
    database.run(&[Statement::new(FORGET_LINES, &(time,))?, Statement::new(FORGET, &(time,))?]).map(drop)
}

/// Forgets all lines, and the builds that have ended with nothing left to do.
pub(in super::super) fn forget_ended(database: &impl Database) -> Result<(), SqlError> {
    database.run(&[Statement::bare(FORGET_ALL_LINES)?, Statement::bare(FORGET_ENDED)?]).map(drop)
}

#[cfg(test)]
mod tests {
    use steward_kernel::build::{BuildStep, Failure, FailureCode, LogStream, StepName};
    use steward_kernel::time::Timestamp;

    use super::super::{MIGRATIONS, lines_after};
    use super::*;
    use crate::estate_build_manager::message::{ReportedConfiguration, ReportedFiles};
    use crate::estate_build_manager::rules::tests::build;
    use crate::sql::testing::NativeDatabase;

    fn prepared() -> NativeDatabase {
        NativeDatabase::with(MIGRATIONS)
    }

    #[test]
    fn a_build_comes_back_as_it_was_kept() {
        let database = prepared();
        let mut kept = build(7);
        kept.path = Some("estates/one".into());
        save(&database, &kept, &[]).unwrap();
        assert_eq!(find(&database, &kept.build_id).unwrap(), Some(kept.clone()));
        kept.handover.offered = true;
        kept.begin(2_000);
        kept.steps.push(BuildStep::begin(StepName::Clone, 2_100));
        kept.files = Some(ReportedFiles { key: "f".into(), count: 2, bytes: 3 });
        kept.configuration = Some(ReportedConfiguration { key: "c".into(), bytes: 4 });
        kept.fail(Failure::new(FailureCode::CloneFailed, "it's \"gone\""), 3_000);
        save(&database, &kept, &[]).unwrap();
        assert_eq!(find(&database, &kept.build_id).unwrap(), Some(kept));
    }

    #[test]
    fn active_are_those_with_something_left_to_do() {
        let database = prepared();
        let mut ended = build(1);
        ended.cancel("Demo Owner", 2_000);
        ended.acknowledge(1);
        let mut unreported = build(2);
        unreported.cancel("Demo Owner", 2_000);
        let mut running = build(4);
        running.begin(2_000);
        for build in [&ended, &unreported, &build(3), &running] {
            save(&database, build, &[]).unwrap();
        }
        let numbers: Vec<_> = active(&database).unwrap().iter().map(|build| build.number).collect();
        assert_eq!(numbers, [4, 2, 3]);
    }

    #[test]
    fn forgets_what_has_ended_with_nothing_left_to_do() {
        let database = prepared();
        let mut ended = build(1);
        ended.cancel("Demo Owner", 2_000);
        ended.acknowledge(1);
        let mut unreported = build(2);
        unreported.cancel("Demo Owner", 2_000);
        let mut stopping = build(3);
        stopping.handover.offered = true;
        stopping.cancel("Demo Owner", 2_000);
        stopping.acknowledge(1);
        for build in [&ended, &unreported, &stopping, &build(4)] {
            save(&database, build, &[]).unwrap();
        }
        forget_ended(&database).unwrap();
        let found = |build: &Build| find(&database, &build.build_id).unwrap().is_some();
        assert!(!found(&ended) && found(&unreported) && found(&stopping) && found(&build(4)));
    }

    #[test]
    fn forgets_builds_and_lines_that_are_too_old() {
        let database = prepared();
        for (number, completed_at) in [(1, 2_000), (2, 3_000)] {
            let mut build = build(number);
            let line = build.cancel("Demo Owner", completed_at).unwrap();
            save(&database, &build, &[line]).unwrap();
        }
        assert_eq!(first_completed_at(&database).unwrap(), Some(2_000));
        forget_before(&database, 3_000).unwrap();
        assert_eq!(find(&database, &build(1).build_id).unwrap(), None);
        assert!(lines_after(&database, &build(1).build_id, 0, 10).unwrap().is_empty());
        assert_eq!(lines_after(&database, &build(2).build_id, 0, 10).unwrap().len(), 1);
        assert_eq!(first_completed_at(&database).unwrap(), Some(3_000));
    }

    #[test]
    fn many_long_lines_are_kept_in_order() {
        let database = prepared();
        let mut kept = build(1);
        let new: Vec<_> = (1..=400)
            .map(|number| LogLine {
                number,
                at: Timestamp(5),
                stream: LogStream::Stdout,
                step: None,
                text: "\u{1F680}".repeat(4_000),
            })
            .collect();
        kept.log_line_count = 400;
        save(&database, &kept, &new).unwrap();
        let numbers: Vec<_> =
            lines_after(&database, &kept.build_id, 390, 100).unwrap().iter().map(|line| line.number).collect();
        assert_eq!(numbers, (391..=400).collect::<Vec<_>>());
    }
}
