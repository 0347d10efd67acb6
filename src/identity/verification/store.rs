//! SQL of proofs.

crate::statements! {
    /// A new proof; one of the same identifier that is still open is replaced by it, and worth nothing from now on.
    REPLACE = "INSERT OR REPLACE INTO verification (id, identifier, value, value_sealed, user_id, key_id, secret_hash, \
        expires_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    /// Counts a try before it is looked at, so that of many at once no more are looked at than may be.
    COUNT_TRY = "UPDATE verification SET attempts = attempts + 1, updated_at = ?2 \
        WHERE identifier = ?1 AND expires_at > ?2 AND attempts < ?3 AND key_id IS NOT NULL \
        RETURNING id, identifier, value, value_sealed, user_id, key_id, secret_hash";
    /// A proof by its token.
    SELECT_BY_TOKEN = "SELECT id, identifier, value, value_sealed, user_id, key_id, secret_hash FROM verification \
        WHERE secret_hash = ?1 AND expires_at > ?2 AND key_id IS NOT NULL";
    /// A proof by its id, for the mail that carries its secret.
    SELECT_BY_ID = "SELECT id, identifier, value, value_sealed, user_id, key_id, secret_hash FROM verification \
        WHERE id = ?1 AND expires_at > ?2 AND key_id IS NOT NULL";
    /// Fails, and the batch with it, when the proof is no longer there: somebody else has used it, or replaced it.
    ASSERT_THERE = "SELECT json_extract('{}', 'the proof is gone') \
        WHERE NOT EXISTS (SELECT 1 FROM verification WHERE id = ?1)";
    /// Uses a proof up.
    DELETE = "DELETE FROM verification WHERE id = ?1";
    /// Proofs that have run out, in bounded steps.
    DELETE_EXPIRED = "DELETE FROM verification WHERE id IN \
        (SELECT id FROM verification WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
}

/// What SQLite says when [`ASSERT_THERE`] finds nothing: this is no path of JSON.
pub const GONE: &str = "the proof is gone";
