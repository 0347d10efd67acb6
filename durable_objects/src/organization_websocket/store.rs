//! The last messages and the blocks in SQLite.

use std::collections::HashSet;

use steward_kernel::from_json::FromJson;

use steward_kernel::id::{EstateId, EventId};

use super::rules::{ALL_GUESTS, NumberedMessage, RING_SIZE, SequenceRange};
use crate::runtime::sql::{Database, SqlError, Statement};

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
        // sockets with this tag that were authenticated at that time or before are refused
        "CREATE TABLE bar (
  tag TEXT PRIMARY KEY,
  code INTEGER NOT NULL,
  reason TEXT NOT NULL,
  barred_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID",
    ],
    // the estate whose guests receive the message, * for all guests; NULL for no guests
    &["ALTER TABLE message ADD COLUMN guests TEXT"],
    &[
        "CREATE TABLE block (
  tag TEXT PRIMARY KEY,
  code INTEGER NOT NULL,
  reason TEXT NOT NULL,
  blocked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID",
        "INSERT INTO block (tag, code, reason, blocked_at) SELECT tag, code, reason, barred_at FROM bar",
        "DROP TABLE bar",
    ],
];

const SEQUENCE_RANGE: &str = "SELECT COALESCE((SELECT MIN(sequence) FROM message), 0) AS oldest, \
                      COALESCE((SELECT MAX(sequence) FROM message), 0) AS latest";
const KNOWN: &str = "SELECT event_id, position FROM message WHERE (event_id, position) IN \
                     (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))";
const INSERT: &str = "INSERT INTO message (sequence, event_id, position, text, user_ids, guests) \
                      SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), \
                      json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]') \
                      FROM json_each(?1)";
const FIRST_SINCE: &str = "SELECT MIN(sequence) AS first FROM message WHERE event_id >= ?1";
const TRIM: &str = "DELETE FROM message WHERE sequence <= ?1";
const AFTER: &str = "SELECT text FROM message WHERE sequence > ?1 AND (user_ids IS NULL OR EXISTS \
                     (SELECT 1 FROM json_each(user_ids) WHERE value = ?2)) AND (?3 IS NULL OR guests IN \
                     (SELECT value FROM json_each(?3))) ORDER BY sequence";
const SAVE_BLOCK: &str = "INSERT INTO block (tag, code, reason, blocked_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT DO UPDATE SET code = excluded.code, reason = excluded.reason, \
                   blocked_at = excluded.blocked_at";
const DELETE_OLD_BLOCKS: &str = "DELETE FROM block WHERE blocked_at < ?1";
const FIND_BLOCK: &str = "SELECT code, reason FROM block WHERE tag IN (?1, ?2, 'everybody') AND blocked_at >= ?3 \
                      ORDER BY code = 4409 LIMIT 1";

/// The tag of a block of all sockets.
pub(super) const ALL_SOCKETS: &str = "everybody";

/// Longer than any upgrade takes from its authentication to the object.
const BLOCK_RETENTION_MS: i64 = 600_000;

#[derive(FromJson)]
struct KnownRow {
    event_id: String,
    position: u32,
}

#[derive(FromJson)]
struct TextRow {
    text: String,
}

/// Why a socket is refused.
#[derive(Debug, PartialEq, Eq, FromJson)]
pub(super) struct Block {
    pub(super) code: u16,
    pub(super) reason: String,
}

/// The range of stored messages.
pub(super) fn sequence_range(database: &impl Database) -> Result<SequenceRange, SqlError> {
    database.query(Statement::bare(SEQUENCE_RANGE)?)?.first()?.ok_or_else(|| SqlError("no range".to_owned()))
}

#[derive(FromJson)]
struct FirstRow {
    first: Option<u64>,
}

/// The number of the oldest message of an event since a time, in milliseconds since 1970: ids of events begin with it.
pub(super) fn first_since(database: &impl Database, time: i64) -> Result<Option<u64>, SqlError> {
    let id = EventId::new(time, [0; 10]);
    let row = database.query(Statement::new(FIRST_SINCE, &(id,))?)?.first::<FirstRow>()?;
    Ok(row.and_then(|row| row.first))
}

/// Which of the messages are stored already.
pub(super) fn known<'message>(
    database: &impl Database,
    messages: impl Iterator<Item = (&'message str, u32)>,
) -> Result<HashSet<(String, u32)>, SqlError> {
    let keys = serde_json::to_string(&messages.collect::<Vec<_>>())?;
    let rows = database.query(Statement::new(KNOWN, &(keys,))?)?.decode::<KnownRow>()?;
    Ok(rows.into_iter().map(|row| (row.event_id, row.position)).collect())
}

/// Stores new messages and deletes the oldest.
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

/// The frames after a number that a user may see. Guests see those of `estates` and those for all guests.
pub(super) fn frames_after(
    database: &impl Database,
    sequence: u64,
    user_id: &str,
    estates: Option<&[EstateId]>,
) -> Result<Vec<String>, SqlError> {
    let visible = estates
        .map(|estates| {
            let visible: Vec<&str> = estates.iter().map(AsRef::as_ref).chain([ALL_GUESTS]).collect();
            serde_json::to_string(&visible)
        })
        .transpose()?;
    let rows = database.query(Statement::new(AFTER, &(sequence, user_id, visible))?)?.decode::<TextRow>()?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Blocks sockets with a tag that were authenticated before now.
pub(super) fn save_block(database: &impl Database, tag: &str, block: &Block, now: i64) -> Result<(), SqlError> {
    let statements = [
        Statement::new(DELETE_OLD_BLOCKS, &(now.saturating_sub(BLOCK_RETENTION_MS),))?,
        Statement::new(SAVE_BLOCK, &(tag, block.code, &block.reason, now))?,
    ];
    database.run(&statements)?;
    Ok(())
}

/// The block of a socket with these tags that was authenticated at that time, if any.
pub(super) fn find_block(
    database: &impl Database,
    tags: &[String; 2],
    authenticated_at: i64,
) -> Result<Option<Block>, SqlError> {
    let [user, session] = tags;
    database.query(Statement::new(FIND_BLOCK, &(user, session, authenticated_at))?)?.first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::sql::migrate;
    use crate::runtime::sql::native_database::NativeDatabase;

    #[test]
    fn messages_of_earlier_versions_are_kept_and_shown_to_no_guest() {
        let guest = [EstateId::new(0, [1; 10])];
        for version in 1..MIGRATIONS.len() {
            let database = NativeDatabase::with(&MIGRATIONS[..version]);
            let insert = "INSERT INTO message (sequence, event_id, position, text, user_ids) \
                          VALUES (7, 'obx_1', 0, 'one', NULL), (8, 'obx_1', 1, 'two', '[\"usr_1\"]')";
            database.query(Statement::bare(insert).unwrap()).unwrap();
            migrate(&database, MIGRATIONS).unwrap();
            let SequenceRange { oldest, latest } = sequence_range(&database).unwrap();
            assert_eq!((oldest, latest), (7, 8));
            assert_eq!(frames_after(&database, 6, "usr_1", None).unwrap(), ["one", "two"]);
            assert_eq!(frames_after(&database, 6, "usr_2", None).unwrap(), ["one"]);
            assert!(frames_after(&database, 6, "usr_1", Some(&guest)).unwrap().is_empty());
        }
    }

    #[test]
    fn blocks_of_the_second_version_are_kept() {
        let database = NativeDatabase::with(&MIGRATIONS[..2]);
        database
            .query(Statement::bare("INSERT INTO bar VALUES ('user:usr_1', 4403, 'removed', 1000)").unwrap())
            .unwrap();
        migrate(&database, MIGRATIONS).unwrap();
        let tags = ["user:usr_1".to_owned(), "session:ses_1".to_owned()];
        let block = find_block(&database, &tags, 999).unwrap();
        assert_eq!(block, Some(Block { code: 4403, reason: "removed".to_owned() }));
    }

    #[test]
    fn blocks_only_sockets_authenticated_before_the_block() {
        let database = NativeDatabase::with(MIGRATIONS);
        let tags = ["user:usr_1".to_owned(), "session:ses_1".to_owned()];
        let block_of_user = Block { code: 4403, reason: "removed".to_owned() };
        save_block(&database, "user:usr_1", &block_of_user, 1_000).unwrap();
        assert_eq!(find_block(&database, &tags, 999).unwrap(), Some(block_of_user));
        assert_eq!(find_block(&database, &tags, 1_001).unwrap(), None);
        let other = ["user:usr_2".to_owned(), "session:ses_2".to_owned()];
        assert_eq!(find_block(&database, &other, 999).unwrap(), None);
        save_block(&database, ALL_SOCKETS, &Block { code: 4403, reason: "gone".to_owned() }, 1_000).unwrap();
        assert_eq!(find_block(&database, &other, 999).unwrap().map(|block| block.code), Some(4403));
        assert_eq!(find_block(&database, &other, 1_001).unwrap(), None);
        save_block(
            &database,
            "session:ses_9",
            &Block { code: 4401, reason: String::new() },
            1_001 + BLOCK_RETENTION_MS,
        )
        .unwrap();
        assert_eq!(find_block(&database, &tags, 999).unwrap(), None);
    }
}
