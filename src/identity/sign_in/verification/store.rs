//! SQL of verifications.

crate::statements! {
    /// Replaces the open verifications of the same identifiers by those in a JSON array.
    REPLACE = "INSERT OR REPLACE INTO verification (id, identifier, value, value_sealed, user_id, key_id, secret_hash, \
        expires_at, created_at, updated_at) SELECT value ->> 'id', value ->> 'identifier', value ->> 'value', \
        value ->> 'valueSealed', value ->> 'userId', value ->> 'keyId', value ->> 'secretHash', value ->> 'expiresAt', ?2, \
        ?2 FROM json_each(?1)";
    /// Counts an attempt before the code is compared, so that concurrent attempts cannot pass the limit.
    COUNT_ATTEMPT = "UPDATE verification SET attempts = attempts + 1, updated_at = ?2 \
        WHERE identifier = ?1 AND expires_at > ?2 AND attempts < ?3 AND key_id IS NOT NULL \
        RETURNING id, identifier, value, value_sealed, user_id, key_id, secret_hash";
    SELECT_BY_TOKEN = "SELECT id, identifier, value, value_sealed, user_id, key_id, secret_hash FROM verification \
        WHERE secret_hash = ?1 AND expires_at > ?2 AND key_id IS NOT NULL";
    SELECT_BY_ID = "SELECT id, identifier, value, value_sealed, user_id, key_id, secret_hash FROM verification \
        WHERE id = ?1 AND expires_at > ?2 AND key_id IS NOT NULL";
    SELECT_BY_IDENTIFIER = "SELECT id, identifier, value, value_sealed, user_id, key_id, secret_hash FROM verification \
        WHERE identifier = ?1 AND expires_at > ?2 AND key_id IS NOT NULL";
    /// Fails the batch when the verification was consumed or replaced. The error differs from that of a failed
    /// precondition, after which a sign-up is tried again.
    ASSERT_OPEN = "SELECT json_extract('{}', 'the verification is gone') \
        WHERE NOT EXISTS (SELECT 1 FROM verification WHERE id = ?1)";
    /// Deletes the open verifications with these identifiers.
    DELETE_BY_IDENTIFIERS = "DELETE FROM verification WHERE identifier IN (?1, ?2, ?3, ?4)";
    DELETE = "DELETE FROM verification WHERE id = ?1";
    /// Deletes the accounts at providers that the verification's user linked after it.
    DELETE_LATER_ACCOUNTS = "DELETE FROM account WHERE provider_id IN ('google', 'github', 'slack') \
        AND user_id = (SELECT user_id FROM verification WHERE id = ?1) \
        AND created_at >= (SELECT created_at FROM verification WHERE id = ?1)";
    /// Deletes a bounded number of expired verifications.
    DELETE_EXPIRED = "DELETE FROM verification WHERE id IN \
        (SELECT id FROM verification WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
}

/// The part of SQLite's message for a failed [`ASSERT_OPEN`]: the text is not a valid JSON path.
pub const GONE: &str = "the verification is gone";
