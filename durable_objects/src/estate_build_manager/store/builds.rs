//! One row per build.

use steward_kernel::from_json::{self, FromJson};
use steward_kernel::id::BuildId;

use super::lines;
use crate::estate_build_manager::rules::{Build, LogPiece};
use crate::runtime::sql::{Database, SqlError, Statement};

// builds at the runner come first, so that the limit never hides them
const ACTIVE: &str = "SELECT state FROM build \
    WHERE completed_at IS NULL OR unreported OR stop_at IS NOT NULL \
    ORDER BY status = 'in_progress' DESC, stop_at IS NOT NULL DESC, number LIMIT 200";
const UNFINISHED: &str = "SELECT state FROM build WHERE completed_at IS NULL ORDER BY number";
const FIND: &str = "SELECT state FROM build WHERE build_id = ?1";
const SAVE: &str = "INSERT INTO build (build_id, state) VALUES (?1, ?2) \
    ON CONFLICT DO UPDATE SET state = excluded.state";
const FIRST_COMPLETED: &str = "SELECT MIN(completed_at) AS completed_at FROM build WHERE completed_at IS NOT NULL";
const DELETE_LINES: &str =
    "DELETE FROM log_piece WHERE build_id IN (SELECT build_id FROM build WHERE completed_at < ?1)";
const DELETE_ALL_LINES: &str = "DELETE FROM log_piece";
const DELETE_ENDED: &str = "DELETE FROM build WHERE completed_at IS NOT NULL AND NOT unreported AND stop_at IS NULL";
const DELETE: &str = "DELETE FROM build WHERE completed_at < ?1";

#[derive(FromJson)]
struct BuildRow {
    state: String,
}

#[derive(FromJson)]
struct CompletedRow {
    completed_at: Option<i64>,
}

impl BuildRow {
    fn into_build(self) -> Result<Build, SqlError> {
        Ok(from_json::read(&self.state)?)
    }
}

/// Saves a build and its new lines in one transaction.
pub(in super::super) fn save(database: &impl Database, build: &Build, new: &[LogPiece]) -> Result<(), SqlError> {
    let mut statements = lines::insert_statements(&build.build_id, new)?;
    statements.push(Statement::new(SAVE, &(&build.build_id, serde_json::to_string(build)?))?);
    database.run(&statements).map(drop)
}

/// Finds a build.
pub(in super::super) fn find(database: &impl Database, build_id: &BuildId) -> Result<Option<Build>, SqlError> {
    database.query(Statement::new(FIND, &(build_id,))?)?.first::<BuildRow>()?.map(BuildRow::into_build).transpose()
}

/// At most 200 builds that have not ended, have reports or must be stopped: builds at the runner first, then in the
/// order of their numbers.
pub(in super::super) fn active(database: &impl Database) -> Result<Vec<Build>, SqlError> {
    database.query(Statement::bare(ACTIVE)?)?.decode::<BuildRow>()?.into_iter().map(BuildRow::into_build).collect()
}

/// All builds that have not ended, in the order of their numbers.
pub(in super::super) fn unfinished(database: &impl Database) -> Result<Vec<Build>, SqlError> {
    database.query(Statement::bare(UNFINISHED)?)?.decode::<BuildRow>()?.into_iter().map(BuildRow::into_build).collect()
}

/// The end of the build that ended first.
pub(in super::super) fn first_completed_at(database: &impl Database) -> Result<Option<i64>, SqlError> {
    Ok(database.query(Statement::bare(FIRST_COMPLETED)?)?.first::<CompletedRow>()?.and_then(|row| row.completed_at))
}

/// Deletes the builds that ended before a time, and their lines.
pub(in super::super) fn delete_ended_before(database: &impl Database, time: i64) -> Result<(), SqlError> {
    database.run(&[Statement::new(DELETE_LINES, &(time,))?, Statement::new(DELETE, &(time,))?]).map(drop)
}

/// Deletes all lines, and the ended builds without anything left to do.
pub(in super::super) fn delete_ended(database: &impl Database) -> Result<(), SqlError> {
    database.run(&[Statement::bare(DELETE_ALL_LINES)?, Statement::bare(DELETE_ENDED)?]).map(drop)
}

#[cfg(test)]
mod tests {
    use steward_kernel::build::{BuildFailure, BuildStep, FailureCode, StepName};

    use super::super::{MIGRATIONS, lines_after, pieces_after};
    use super::*;
    use crate::estate_build_manager::messages::{ReportedConfiguration, ReportedFiles};
    use crate::estate_build_manager::rules::tests::build;
    use crate::runtime::sql::native_database::NativeDatabase;

    fn prepared() -> NativeDatabase {
        NativeDatabase::with(MIGRATIONS)
    }

    #[test]
    fn a_build_is_loaded_as_it_was_saved() {
        let database = prepared();
        let mut kept = build(7);
        kept.path = Some("estates/one".into());
        save(&database, &kept, &[]).unwrap();
        assert_eq!(find(&database, &kept.build_id).unwrap(), Some(kept.clone()));
        kept.assignment.offered = true;
        kept.start(2_000);
        kept.steps.push(BuildStep::begin(StepName::Clone, 2_100));
        kept.files = Some(ReportedFiles { key: "f".into(), count: 2, bytes: 3 });
        kept.configuration = Some(ReportedConfiguration { key: "c".into(), bytes: 4 });
        kept.fail(BuildFailure::new(FailureCode::CloneFailed, "it's \"gone\""), 3_000);
        save(&database, &kept, &[]).unwrap();
        assert_eq!(find(&database, &kept.build_id).unwrap(), Some(kept));
    }

    #[test]
    fn builds_with_something_left_to_do_are_active() {
        let database = prepared();
        let mut ended = build(1);
        ended.cancel("Demo Owner", 2_000);
        ended.acknowledge(1);
        let mut unreported = build(2);
        unreported.cancel("Demo Owner", 2_000);
        let mut running = build(4);
        running.start(2_000);
        for build in [&ended, &unreported, &build(3), &running] {
            save(&database, build, &[]).unwrap();
        }
        let numbers: Vec<_> = active(&database).unwrap().iter().map(|build| build.number).collect();
        assert_eq!(numbers, [4, 2, 3]);
    }

    #[test]
    fn unfinished_builds_are_all_there_however_many_are_unreported() {
        let database = prepared();
        for number in 1..=300 {
            let mut ended = build(number);
            ended.cancel("Demo Owner", 2_000);
            save(&database, &ended, &[]).unwrap();
        }
        for number in 301..=302 {
            save(&database, &build(number), &[]).unwrap();
        }
        let numbers: Vec<_> = unfinished(&database).unwrap().iter().map(|build| build.number).collect();
        assert_eq!(numbers, [301, 302]);
    }

    #[test]
    fn ended_builds_with_nothing_left_to_do_are_deleted() {
        let database = prepared();
        let mut ended = build(1);
        ended.cancel("Demo Owner", 2_000);
        ended.acknowledge(1);
        let mut unreported = build(2);
        unreported.cancel("Demo Owner", 2_000);
        let mut stopping = build(3);
        stopping.assignment.offered = true;
        stopping.cancel("Demo Owner", 2_000);
        stopping.acknowledge(1);
        for build in [&ended, &unreported, &stopping, &build(4)] {
            save(&database, build, &[]).unwrap();
        }
        delete_ended(&database).unwrap();
        let found = |build: &Build| find(&database, &build.build_id).unwrap().is_some();
        assert!(!found(&ended) && found(&unreported) && found(&stopping) && found(&build(4)));
    }

    #[test]
    fn old_builds_and_their_lines_are_deleted() {
        let database = prepared();
        for (number, completed_at) in [(1, 2_000), (2, 3_000)] {
            let mut build = build(number);
            let line = build.cancel("Demo Owner", completed_at).unwrap();
            save(&database, &build, &[line]).unwrap();
        }
        assert_eq!(first_completed_at(&database).unwrap(), Some(2_000));
        delete_ended_before(&database, 3_000).unwrap();
        assert_eq!(find(&database, &build(1).build_id).unwrap(), None);
        assert!(lines_after(&database, &build(1).build_id, 0, 10).unwrap().is_empty());
        assert_eq!(lines_after(&database, &build(2).build_id, 0, 10).unwrap().len(), 1);
        assert_eq!(first_completed_at(&database).unwrap(), Some(3_000));
    }

    #[test]
    fn lines_are_read_after_any_number() {
        let database = prepared();
        let mut kept = build(1);
        let mut piece = |first: u64, last: u64| {
            let lines: Vec<_> = (first..=last).map(|number| (5, "stdout", "clone", format!("line {number}"))).collect();
            kept.log_line_count = last;
            LogPiece { first, last, lines: serde_json::to_string(&lines).unwrap() }
        };
        let pieces = [piece(1, 1), piece(2, 400), piece(401, 403)];
        save(&database, &kept, &pieces).unwrap();

        assert_eq!(pieces_after(&database, &kept.build_id, 0, 10).unwrap(), pieces);
        assert_eq!(pieces_after(&database, &kept.build_id, 1, 1).unwrap(), pieces[1..2]);
        let rest = pieces_after(&database, &kept.build_id, 399, 10).unwrap();
        let cut = LogPiece { first: 400, last: 400, lines: r#"[[5,"stdout","clone","line 400"]]"#.into() };
        assert_eq!(rest, [cut, pieces[2].clone()]);
        assert!(pieces_after(&database, &kept.build_id, 403, 10).unwrap().is_empty());

        let lines = lines_after(&database, &kept.build_id, 398, 4).unwrap();
        let numbers: Vec<_> = lines.iter().map(|line| (line.number, line.text.clone())).collect();
        assert_eq!(numbers, (399..=402).map(|number| (number, format!("line {number}"))).collect::<Vec<_>>());
    }

    #[test]
    fn lines_that_are_not_as_many_as_they_say_are_refused() {
        let database = prepared();
        for (last, lines) in [(2, r#"[[5,"stdout","clone","one"]]"#), (1, "no JSON"), (1, "{}")] {
            let piece = LogPiece { first: 1, last, lines: lines.into() };
            assert!(save(&database, &build(1), &[piece]).is_err());
        }
    }
}
