//! The window in SQLite: one row, because it is small and always read and written as a whole.

use steward_kernel::from_json::{self, FromJson};
use steward_kernel::limit::Window;

use crate::runtime::sql::{Database, SqlError, Statement};

/// The tables.
pub(super) const MIGRATIONS: &[&[&str]] = &[&["CREATE TABLE log (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  hits TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT"]];

const LOAD: &str = "SELECT hits, ends_at FROM log";
const SAVE: &str = "INSERT INTO log (only, hits, ends_at) VALUES (1, ?1, ?2) \
                    ON CONFLICT DO UPDATE SET hits = excluded.hits, ends_at = excluded.ends_at";

/// The stored state of a limiter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StoredWindow {
    pub(super) window: Window,
    /// When the last hit leaves the window, in milliseconds since 1970.
    pub(super) ends_at: i64,
}

#[derive(FromJson)]
struct WindowRow {
    hits: String,
    ends_at: i64,
}

/// Loads the window.
pub(super) fn load(database: &impl Database) -> Result<StoredWindow, SqlError> {
    match database.query(Statement::bare(LOAD)?)?.first::<WindowRow>()? {
        Some(row) => Ok(StoredWindow { window: from_json::read(&row.hits)?, ends_at: row.ends_at }),
        None => Ok(StoredWindow::default()),
    }
}

/// Saves the window.
pub(super) fn save(database: &impl Database, stored: &StoredWindow) -> Result<(), SqlError> {
    let parameters = (serde_json::to_string(&stored.window)?, stored.ends_at);
    database.query(Statement::new(SAVE, &parameters)?).map(drop)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use steward_kernel::limit::Limit;

    use super::*;
    use crate::runtime::sql::migrate;
    use crate::runtime::sql::native_database::NativeDatabase;

    #[test]
    fn a_window_of_the_first_version_is_kept() {
        let limit = Limit { max: 2, window_ms: 1_000 };
        let database = NativeDatabase::with(&MIGRATIONS[..1]);
        let mut window = Window::default();
        assert!(window.take(limit, "first", 2, 1_000).allowed);
        let insert = r#"INSERT INTO log VALUES (1, '[{"at":1000,"count":2,"attempt":"first"}]', 2000)"#;
        database.query(Statement::bare(insert).unwrap()).unwrap();
        migrate(&database, MIGRATIONS).unwrap();
        let mut stored = load(&database).unwrap();
        assert_eq!(stored, StoredWindow { window, ends_at: 2_000 });
        assert!(!stored.window.take(limit, "second", 1, 1_500).allowed);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Take,
        Lease { count: u32, life: i64 },
        Refund { which: usize },
        Settle { which: usize, used: u32 },
        Reset,
        Wait { ms: i64 },
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => Just(Step::Take),
            3 => (1..4_u32, 0..200_i64).prop_map(|(count, life)| Step::Lease { count, life }),
            1 => (0..20_usize).prop_map(|which| Step::Refund { which }),
            2 => (0..20_usize, 0..3_u32).prop_map(|(which, used)| Step::Settle { which, used }),
            1 => Just(Step::Reset),
            4 => (0..300_i64).prop_map(|ms| Step::Wait { ms }),
        ]
    }

    proptest! {
        /// A limiter that is evicted after every step decides as one that is never evicted.
        #[test]
        fn an_eviction_loses_nothing(steps in prop::collection::vec(any_step(), 0..60)) {
            let limit = Limit { max: 5, window_ms: 1_000 };
            let database = NativeDatabase::with(MIGRATIONS);
            let (mut awake, mut now) = (Window::default(), 1_000_000_i64);
            for (index, step) in steps.into_iter().enumerate() {
                let mut stored = load(&database).unwrap();
                prop_assert_eq!(&stored.window, &awake);
                let attempt = index.to_string();
                match step {
                    Step::Take => {
                        prop_assert_eq!(stored.window.take(limit, &attempt, 1, now), awake.take(limit, &attempt, 1, now));
                    }
                    Step::Lease { count, life } => prop_assert_eq!(
                        stored.window.lease(limit, &attempt, count, now + life, now),
                        awake.lease(limit, &attempt, count, now + life, now)
                    ),
                    Step::Refund { which } => {
                        stored.window.refund(&which.to_string());
                        awake.refund(&which.to_string());
                    }
                    Step::Settle { which, used } => {
                        stored.window.settle(limit, &which.to_string(), used, now);
                        awake.settle(limit, &which.to_string(), used, now);
                    }
                    Step::Reset => {
                        stored.window.reset();
                        awake.reset();
                    }
                    Step::Wait { ms } => now += ms,
                }
                stored.ends_at = stored.window.ends_at(limit).unwrap_or_default();
                save(&database, &stored).unwrap();
                prop_assert_eq!(load(&database).unwrap(), stored);
            }
        }
    }
}
