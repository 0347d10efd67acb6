//! SQL of the records.

crate::statements! {
    /// A record. The key refuses a second one, and with it the whole batch.
    INSERT = "INSERT INTO idempotency_key (id, role, content_sealed, is_answered, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    /// Deletes a record that is older than `?2`.
    DELETE_EXPIRED = "DELETE FROM idempotency_key WHERE id = ?1 AND created_at < ?2";
    SELECT = "SELECT role, content_sealed, created_at FROM idempotency_key WHERE id = ?1";
    /// Adds the response.
    SET_RESPONSE = "UPDATE idempotency_key SET content_sealed = ?2, is_answered = 1 WHERE id = ?1 AND is_answered = 0";
    /// Deletes the record of a request that was refused.
    DELETE = "DELETE FROM idempotency_key WHERE id = ?1 AND is_answered = 0";
    /// Old records, in bounded steps.
    PRUNE = "DELETE FROM idempotency_key WHERE id IN \
        (SELECT id FROM idempotency_key WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)";
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::*;

    fn database() -> Connection {
        let database = crate::tests::migrated();
        for (id, at) in [("a", 1), ("b", 2), ("c", 3)] {
            database.execute(INSERT, params![id, "owner", "k1.x", 0, at]).unwrap();
        }
        database
    }

    #[test]
    fn a_second_record_is_refused_by_its_key() {
        let error = database().execute(INSERT, params!["a", "owner", "k1.y", 0, 4]).unwrap_err().to_string();
        assert!(error.contains(crate::platform::idempotency::service::MARKER), "{error}");
    }

    #[test]
    fn a_response_is_added_once_and_stays_when_it_is_there() {
        let database = database();
        assert_eq!(database.execute(SET_RESPONSE, params!["a", "k1.y"]).unwrap(), 1);
        assert_eq!(database.execute(SET_RESPONSE, params!["a", "k1.z"]).unwrap(), 0);
        assert_eq!(database.execute(DELETE, ["a"]).unwrap(), 0);
        assert_eq!(database.execute(DELETE, ["b"]).unwrap(), 1);
    }

    #[test]
    fn old_records_are_deleted_in_steps_and_where_they_are_met() {
        let database = database();
        assert_eq!(database.execute(DELETE_EXPIRED, params!["a", 1]).unwrap(), 0);
        assert_eq!(database.execute(DELETE_EXPIRED, params!["a", 2]).unwrap(), 1);
        assert_eq!(database.execute(PRUNE, params![4, 1]).unwrap(), 1);
        assert_eq!(database.execute(PRUNE, params![4, 5]).unwrap(), 1);
    }
}
