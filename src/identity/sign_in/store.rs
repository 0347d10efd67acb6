//! SQL of passwords, of the accounts that sign-in looks up, and of sign-ins that wait for a second factor.

use crate::identity::second_factors::store::{factor_methods, has_second_factor};

crate::statements! {
    /// Sets a password.
    PUT_CREDENTIAL = "INSERT INTO account (id, user_id, provider_id, account_id, password_hash, created_at, updated_at) \
        VALUES (?1, ?2, 'credential', ?2, ?3, ?4, ?4) ON CONFLICT (provider_id, account_id, user_id) \
        DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at";
    /// A user by email address, with the password's hash if there is one.
    SELECT_BY_EMAIL = concat!(
        "SELECT user.id, user.email_verified, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, ",
        has_second_factor!(),
        ", account.password_hash FROM user \
        LEFT JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.email = ?1 AND user.is_bot = 0"
    );
    /// The same by id.
    SELECT_BY_ID = concat!(
        "SELECT user.id, user.email_verified, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, ",
        has_second_factor!(),
        ", account.password_hash FROM user \
        LEFT JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.id = ?1 AND user.is_bot = 0"
    );
    /// Sets a former address again.
    RESTORE_EMAIL = "UPDATE user SET email = ?2, email_verified = 1, email_proven_at = NULL, updated_at = ?3 WHERE id = ?1";
    /// Ends the codes for another address of the user, and the links of its further former addresses.
    DELETE_EMAIL_CODES = "DELETE FROM verification WHERE user_id = ?1";
    /// What a user can confirm who they are with.
    SELECT_CONFIRMATION = concat!(
        "SELECT (SELECT password_hash FROM account WHERE account.user_id = user.id \
        AND account.provider_id = 'credential') AS password_hash, ",
        factor_methods!(),
        " FROM user WHERE user.id = ?1"
    );
    /// A user's address, and since when browsers are known.
    SELECT_KNOWN_BROWSERS = "SELECT email, browsers_known_from FROM user WHERE id = ?1";
    /// Makes every browser unknown that the user has signed in with.
    FORGET_BROWSERS = "UPDATE user SET browsers_known_from = ?2, updated_at = ?2 WHERE id = ?1";
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
    INSERT_CHALLENGE = "INSERT INTO sign_in_challenge (id, token_hash, user_id, action, expires_at, created_at, \
        sso_connection_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    /// A sign-in that waits for a second factor, with its user.
    SELECT_CHALLENGE = "SELECT sign_in_challenge.id, sign_in_challenge.user_id, sign_in_challenge.expires_at, user.email, \
        sign_in_challenge.sso_connection_id, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned \
        FROM sign_in_challenge JOIN user ON user.id = sign_in_challenge.user_id \
        WHERE sign_in_challenge.token_hash = ?1 AND sign_in_challenge.expires_at > ?2 AND sign_in_challenge.attempts < ?3";
    /// Counts an attempt before the code is compared, so that concurrent attempts cannot pass the limit.
    COUNT_CHALLENGE_ATTEMPT = "UPDATE sign_in_challenge SET attempts = attempts + 1 WHERE id = ?1 AND attempts < ?2 \
        RETURNING id";
    DELETE_CHALLENGE = "DELETE FROM sign_in_challenge WHERE id = ?1";
    /// Deletes a bounded number of expired sign-ins.
    DELETE_EXPIRED_CHALLENGES = "DELETE FROM sign_in_challenge WHERE id IN \
        (SELECT id FROM sign_in_challenge WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
}
