//! SQL of passkeys, and of the challenges of ceremonies, which are verifications.

crate::statements! {
    INSERT_CHALLENGE = "INSERT INTO verification (id, identifier, value, user_id, expires_at, created_at, updated_at) \
        VALUES (?1, ?2, '{}', ?3, ?4, ?5, ?5)";
    /// Consumes the challenge of a user, or of nobody yet.
    TAKE_CHALLENGE = "DELETE FROM verification WHERE identifier = ?1 AND user_id IS ?2 AND expires_at > ?3 RETURNING id";
    LIST = "SELECT id, name, credential_id, transports, verifies_user, backed_up, last_used_at, created_at FROM passkey \
        WHERE user_id = ?1 ORDER BY created_at LIMIT 20";
    SELECT_BY_CREDENTIAL = "SELECT passkey.id, passkey.user_id, passkey.algorithm, passkey.public_key, \
        passkey.sign_count, passkey.backup_eligible, (user.banned = 1 AND (user.ban_expires_at IS NULL \
        OR user.ban_expires_at > ?2)) AS is_banned FROM passkey JOIN user ON user.id = passkey.user_id \
        WHERE passkey.credential_id = ?1";
    /// Inserts a passkey, unless the user has twenty.
    INSERT = "INSERT INTO passkey (id, user_id, name, credential_id, algorithm, public_key, transports, sign_count, \
        verifies_user, backup_eligible, backed_up, created_at, updated_at) \
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12 \
        WHERE (SELECT count(*) FROM passkey WHERE user_id = ?2) < 20";
    /// Uses a passkey. Its counter, unless it does not count, must have grown.
    USE = "UPDATE passkey SET sign_count = ?2, backed_up = ?3, last_used_at = ?4, updated_at = ?4 \
        WHERE id = ?1 AND (sign_count < ?2 OR (sign_count = 0 AND ?2 = 0))";
    RENAME = "UPDATE passkey SET name = ?3, updated_at = ?4 WHERE id = ?1 AND user_id = ?2";
    DELETE = "DELETE FROM passkey WHERE id = ?1 AND user_id = ?2";
}
