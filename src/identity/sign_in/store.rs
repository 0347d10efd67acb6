//! SQL of passwords and of the accounts that sign-in looks up.

crate::statements! {
    /// Sets a password.
    PUT_CREDENTIAL = "INSERT INTO account (id, user_id, provider_id, account_id, password_hash, created_at, updated_at) \
        VALUES (?1, ?2, 'credential', ?2, ?3, ?4, ?4) ON CONFLICT (provider_id, account_id, user_id) \
        DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at";
    /// A user by email address, with the password's hash if there is one.
    SELECT_BY_EMAIL = "SELECT user.id, user.email_verified, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, \
        account.password_hash FROM user \
        LEFT JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.email = ?1 AND user.is_bot = 0";
    /// The same by id.
    SELECT_BY_ID = "SELECT user.id, user.email_verified, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, \
        account.password_hash FROM user \
        LEFT JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.id = ?1 AND user.is_bot = 0";
    /// Sets a former address again.
    RESTORE_EMAIL = "UPDATE user SET email = ?2, email_verified = 1, email_proven_at = NULL, updated_at = ?3 WHERE id = ?1";
    /// Ends the codes for another address of the user, and the links of its further former addresses.
    DELETE_EMAIL_CODES = "DELETE FROM verification WHERE user_id = ?1";
    SELECT_PASSWORD = "SELECT password_hash FROM account WHERE user_id = ?1 AND provider_id = 'credential'";
    /// Marks an address as verified while it belongs to the user.
    VERIFY_EMAIL = "UPDATE user SET email_verified = 1, updated_at = ?3 \
        WHERE id = ?1 AND email = ?2 AND email_verified = 0";
    /// The same for one that a link has proven.
    PROVE_EMAIL = "UPDATE user SET email_verified = 1, email_proven_at = coalesce(email_proven_at, ?3), updated_at = ?3 \
        WHERE id = ?1 AND email = ?2 AND (email_verified = 0 OR email_proven_at IS NULL)";
    /// Deletes the ways to sign in that were set before the address was verified: their owner is unknown.
    DELETE_UNVERIFIED_ACCOUNTS = "DELETE FROM account WHERE user_id = ?1 \
        AND (SELECT email_verified FROM user WHERE id = ?1) = 0";
}
