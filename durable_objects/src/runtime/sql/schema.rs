//! Migrates an object's tables when it starts.

use steward_kernel::from_json::FromJson;

use super::{Database, SqlError, Statement};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_version (only INTEGER PRIMARY KEY CHECK (only = 1), \
                      version INTEGER NOT NULL) STRICT";
const READ: &str = "SELECT version FROM schema_version";
const WRITE: &str = "INSERT INTO schema_version (only, version) VALUES (1, ?1) \
                     ON CONFLICT DO UPDATE SET version = excluded.version";

#[derive(FromJson)]
struct Version {
    version: usize,
}

/// Migrates the tables to version `migrations.len()`. Each migration is a list of statements that run in one
/// transaction. Released migrations must not be changed.
///
/// # Errors
/// [`SqlError`] when a statement fails, or when the tables have a newer version.
pub(crate) fn migrate(database: &impl Database, migrations: &[&[&'static str]]) -> Result<(), SqlError> {
    let answers = database.run(&[Statement::bare(CREATE)?, Statement::bare(READ)?])?;
    let version = match answers.last() {
        Some(rows) => rows.first::<Version>()?.map_or(0, |row| row.version),
        None => 0,
    };
    if version > migrations.len() {
        return Err(SqlError(format!("the tables have version {version}, this code supports {}", migrations.len())));
    }
    for (index, migration) in migrations.iter().enumerate().skip(version) {
        let mut statements = migration.iter().map(|sql| Statement::bare(sql)).collect::<Result<Vec<_>, _>>()?;
        statements.push(Statement::new(WRITE, &(index + 1,))?);
        database.run(&statements)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::native_database::NativeDatabase;
    use super::*;

    const FIRST: &[&str] = &["CREATE TABLE thing (name TEXT NOT NULL) STRICT"];
    const SECOND: &[&str] = &["INSERT INTO thing VALUES ('once')"];

    fn count(database: &NativeDatabase) -> usize {
        database
            .query(Statement::bare("SELECT name FROM thing").unwrap())
            .unwrap()
            .decode::<serde_json::Value>()
            .unwrap()
            .len()
    }

    #[test]
    fn each_migration_runs_once_in_order() {
        let database = NativeDatabase::new();
        migrate(&database, &[FIRST]).unwrap();
        assert_eq!(count(&database), 0);
        migrate(&database, &[FIRST, SECOND]).unwrap();
        migrate(&database, &[FIRST, SECOND]).unwrap();
        assert_eq!(count(&database), 1);
    }

    #[test]
    fn a_failed_migration_is_rolled_back() {
        let database = NativeDatabase::new();
        let broken: &[&str] = &["INSERT INTO thing VALUES ('half')", "INSERT INTO nowhere VALUES (1)"];
        migrate(&database, &[FIRST]).unwrap();
        assert!(migrate(&database, &[FIRST, broken]).is_err());
        assert_eq!(count(&database), 0);
        migrate(&database, &[FIRST, SECOND]).unwrap();
        assert_eq!(count(&database), 1);
    }

    #[test]
    fn older_code_does_not_touch_newer_tables() {
        let database = NativeDatabase::new();
        migrate(&database, &[FIRST, SECOND]).unwrap();
        assert!(migrate(&database, &[FIRST]).is_err());
    }
}
