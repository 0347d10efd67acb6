//! The lock in SQLite: one row.

use steward_kernel::from_json::FromJson;

use super::rules::{Lease, Lock};
use crate::runtime::sql::{Database, SqlError, Statement};

/// The tables.
pub(super) const MIGRATIONS: &[&[&str]] = &[&["CREATE TABLE lock (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  last_token INTEGER NOT NULL,
  released_token INTEGER,
  owner TEXT,
  attempt TEXT,
  expires_at INTEGER,
  CHECK ((owner IS NULL) = (expires_at IS NULL) AND (attempt IS NULL) = (expires_at IS NULL))
) STRICT"]];

const LOAD: &str = "SELECT last_token, released_token, owner, attempt, expires_at FROM lock";
const SAVE: &str = "INSERT INTO lock (only, last_token, released_token, owner, attempt, expires_at) \
                    VALUES (1, ?1, ?2, ?3, ?4, ?5) \
                    ON CONFLICT DO UPDATE SET last_token = excluded.last_token, \
                    released_token = excluded.released_token, owner = excluded.owner, attempt = excluded.attempt, \
                    expires_at = excluded.expires_at";

#[derive(FromJson)]
struct LockRow {
    last_token: u64,
    released_token: Option<u64>,
    owner: Option<String>,
    attempt: Option<String>,
    expires_at: Option<i64>,
}

/// Loads the lock.
pub(super) fn load(database: &impl Database) -> Result<Lock, SqlError> {
    let Some(row) = database.query(Statement::bare(LOAD)?)?.first::<LockRow>()? else {
        return Ok(Lock::default());
    };
    // the newest lease has the newest token
    let lease = match (row.owner, row.attempt, row.expires_at) {
        (Some(owner), Some(attempt), Some(expires_at)) => {
            Some(Lease { token: row.last_token, owner, attempt, expires_at })
        }
        _ => None,
    };
    Ok(Lock { last_token: row.last_token, released_token: row.released_token, lease })
}

/// Saves the lock.
pub(super) fn save(database: &impl Database, lock: &Lock) -> Result<(), SqlError> {
    let lease = lock.lease.as_ref();
    let parameters = (
        lock.last_token,
        lock.released_token,
        lease.map(|lease| &lease.owner),
        lease.map(|lease| &lease.attempt),
        lease.map(|lease| lease.expires_at),
    );
    database.query(Statement::new(SAVE, &parameters)?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::sql::migrate;
    use crate::runtime::sql::native_database::NativeDatabase;

    #[test]
    fn a_lease_of_the_first_version_is_kept() {
        let database = NativeDatabase::with(&MIGRATIONS[..1]);
        database.query(Statement::bare("INSERT INTO lock VALUES (1, 9, 8, 'job', 'attempt', 5000)").unwrap()).unwrap();
        migrate(&database, MIGRATIONS).unwrap();
        let lease = Lease { token: 9, owner: "job".to_owned(), attempt: "attempt".to_owned(), expires_at: 5_000 };
        let lock = Lock { last_token: 9, released_token: Some(8), lease: Some(lease) };
        assert_eq!(load(&database).unwrap(), lock);
        save(&database, &Lock { lease: None, ..lock }).unwrap();
        assert_eq!(load(&database).unwrap(), Lock { last_token: 9, released_token: Some(8), lease: None });
    }
}
