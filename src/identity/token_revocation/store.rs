//! SQL of tokens that are to be revoked.

crate::statements! {
    /// The accounts of a user, or one of them, that have a provider's tokens.
    LIST_ACCOUNTS_WITH_TOKENS = "SELECT id, provider_id, access_token_sealed, refresh_token_sealed FROM account \
        WHERE user_id = ?1 AND (?2 IS NULL OR id = ?2) AND access_token_sealed IS NOT NULL LIMIT 1000";
    INSERT = "INSERT INTO token_revocation (id, provider_id, token_sealed, created_at) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT DO NOTHING";
    SELECT = "SELECT provider_id, token_sealed FROM token_revocation WHERE id = ?1";
    DELETE = "DELETE FROM token_revocation WHERE id = ?1";
    DELETE_OLD = "DELETE FROM token_revocation WHERE id IN \
        (SELECT id FROM token_revocation WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)";
}
