//! The last messages and who is kept out, in SQLite.

use std::collections::HashSet;

use serde::Deserialize;

use steward_kernel::id::EstateId;

use super::rules::{ALL_GUESTS, Extent, NumberedMessage, RING_SIZE};
use crate::sql::{Database, SqlError, Statement};

/// The tables.
pub(super) const MIGRATIONS: &[&[&str]] = &[
    &[
        "CREATE TABLE message (
  sequence INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  -- JSON array of user ids; NULL is everybody
  user_ids TEXT,
  UNIQUE (event_id, position)
) STRICT",
        // sockets of this tag that were authenticated at that time or before are not let in
        "CREATE TABLE bar (
  tag TEXT PRIMARY KEY,
  code INTEGER NOT NULL,
  reason TEXT NOT NULL,
  barred_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID",
    ],
    // the estate whose guests get it, * for all guests; NULL for members only
    &["ALTER TABLE message ADD COLUMN guests TEXT"],
];

const EXTENT: &str = "SELECT COALESCE((SELECT MIN(sequence) FROM message), 0) AS oldest, \
                      COALESCE((SELECT MAX(sequence) FROM message), 0) AS latest";
const KNOWN: &str = "SELECT event_id, position FROM message WHERE (event_id, position) IN \
                     (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))";
const INSERT: &str = "INSERT INTO message (sequence, event_id, position, text, user_ids, guests) \
                      SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), \
                      json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]') \
                      FROM json_each(?1)";
const TRIM: &str = "DELETE FROM message WHERE sequence <= ?1";
const AFTER: &str = "SELECT text FROM message WHERE sequence > ?1 AND (user_ids IS NULL OR EXISTS \
                     (SELECT 1 FROM json_each(user_ids) WHERE value = ?2)) AND (?3 IS NULL OR guests IN \
                     (SELECT value FROM json_each(?3))) ORDER BY sequence";
const BAR: &str = "INSERT INTO bar (tag, code, reason, barred_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT DO UPDATE SET code = excluded.code, reason = excluded.reason, \
                   barred_at = excluded.barred_at";
const FORGET_BARS: &str = "DELETE FROM bar WHERE barred_at < ?1";
const BARRED: &str = "SELECT code, reason FROM bar WHERE tag IN (?1, ?2, 'everybody') AND barred_at >= ?3 \
                      ORDER BY code = 4409 LIMIT 1";

/// The tag under which everybody is barred.
pub(super) const EVERYBODY: &str = "everybody";

/// No upgrade takes longer than this from its authentication to the object.
const BAR_KEPT_MS: i64 = 600_000;

#[derive(Deserialize)]
struct KnownRow {
    event_id: String,
    position: u32,
}

#[derive(Deserialize)]
struct TextRow {
    text: String,
}

/// Why a socket is not let in.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Bar {
    pub(super) code: u16,
    pub(super) reason: String,
}

/// Which messages there are.
pub(super) fn extent(database: &impl Database) -> Result<Extent, SqlError> {
    database.query(Statement::bare(EXTENT)?)?.first()?.ok_or_else(|| SqlError("no extent".to_owned()))
}

/// Those of the events' messages that are kept.
pub(super) fn known<'message>(
    database: &impl Database,
    messages: impl Iterator<Item = (&'message str, u32)>,
) -> Result<HashSet<(String, u32)>, SqlError> {
    let keys = serde_json::to_string(&messages.collect::<Vec<_>>())?;
    let rows = database.query(Statement::new(KNOWN, &(keys,))?)?.decode::<KnownRow>()?;
    Ok(rows.into_iter().map(|row| (row.event_id, row.position)).collect())
}

/// Keeps new messages and lets go of those that are too old.
pub(super) fn append(database: &impl Database, messages: &[NumberedMessage]) -> Result<(), SqlError> {
    let Some(newest) = messages.last() else {
        return Ok(());
    };
    let mut rows = Vec::with_capacity(messages.len());
    for message in messages {
        let user_ids = message.user_ids.as_ref().map(serde_json::to_string).transpose()?;
        rows.push((message.sequence, &message.event_id, message.position, &message.text, user_ids, &message.guests));
    }
    let statements = [
        Statement::new(INSERT, &(serde_json::to_string(&rows)?,))?,
        Statement::new(TRIM, &(newest.sequence.saturating_sub(RING_SIZE),))?,
    ];
    database.run(&statements)?;
    Ok(())
}

/// The frames after a number that a user may see; a guest those of `estates` and those for all guests.
pub(super) fn frames_after(
    database: &impl Database,
    sequence: u64,
    user_id: &str,
    estates: Option<&[EstateId]>,
) -> Result<Vec<String>, SqlError> {
    let reach = estates
        .map(|estates| {
            let reach: Vec<&str> = estates.iter().map(AsRef::as_ref).chain([ALL_GUESTS]).collect();
            serde_json::to_string(&reach)
        })
        .transpose()?;
    let rows = database.query(Statement::new(AFTER, &(sequence, user_id, reach))?)?.decode::<TextRow>()?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Keeps out sockets with a tag that were authenticated up to now.
pub(super) fn bar(database: &impl Database, tag: &str, bar: &Bar, now: i64) -> Result<(), SqlError> {
    let statements = [
        Statement::new(FORGET_BARS, &(now.saturating_sub(BAR_KEPT_MS),))?,
        Statement::new(BAR, &(tag, bar.code, &bar.reason, now))?,
    ];
    database.run(&statements)?;
    Ok(())
}

/// Whether a socket with these tags that was authenticated then is kept out.
pub(super) fn barred(
    database: &impl Database,
    tags: &[String; 2],
    authenticated_at: i64,
) -> Result<Option<Bar>, SqlError> {
    let [user, session] = tags;
    database.query(Statement::new(BARRED, &(user, session, authenticated_at))?)?.first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::testing::NativeDatabase;

    /// Shipped tables are never changed: a new version is a new migration.
    #[test]
    fn the_stored_version_is_2() {
        assert_eq!(MIGRATIONS.len(), 2);
    }

    #[test]
    fn keeps_out_who_was_authenticated_before_the_bar_and_nobody_else() {
        let database = NativeDatabase::with(MIGRATIONS);
        let tags = ["user:usr_1".to_owned(), "session:ses_1".to_owned()];
        let bar_of_user = Bar { code: 4403, reason: "removed".to_owned() };
        bar(&database, "user:usr_1", &bar_of_user, 1_000).unwrap();
        assert_eq!(barred(&database, &tags, 999).unwrap(), Some(bar_of_user));
        assert_eq!(barred(&database, &tags, 1_001).unwrap(), None);
        let other = ["user:usr_2".to_owned(), "session:ses_2".to_owned()];
        assert_eq!(barred(&database, &other, 999).unwrap(), None);
        bar(&database, EVERYBODY, &Bar { code: 4403, reason: "gone".to_owned() }, 1_000).unwrap();
        assert_eq!(barred(&database, &other, 999).unwrap().map(|bar| bar.code), Some(4403));
        assert_eq!(barred(&database, &other, 1_001).unwrap(), None);
        bar(&database, "session:ses_9", &Bar { code: 4401, reason: String::new() }, 1_001 + BAR_KEPT_MS).unwrap();
        assert_eq!(barred(&database, &tags, 999).unwrap(), None);
    }
}
