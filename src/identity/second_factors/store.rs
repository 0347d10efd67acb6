//! SQL of second factors.

/// Whether the user of the statement has a second factor.
macro_rules! has_second_factor {
    () => {
        "(EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = user.id \
        AND totp_factor.confirmed_at IS NOT NULL) \
        OR EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = user.id)) AS has_second_factor"
    };
}
pub(in crate::identity) use has_second_factor;

/// What the user of the statement has besides the first factor.
macro_rules! factor_methods {
    () => {
        "EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = user.id) AS has_passkey, \
        EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = user.id \
        AND totp_factor.confirmed_at IS NOT NULL) AS has_totp, \
        EXISTS (SELECT 1 FROM backup_code WHERE backup_code.user_id = user.id \
        AND backup_code.used_at IS NULL) AS has_backup_code"
    };
}
pub(in crate::identity) use factor_methods;

crate::statements! {
    SELECT_TOTP = "SELECT id, secret_sealed, confirmed_at, last_used_step, last_used_at, created_at FROM totp_factor \
        WHERE user_id = ?1";
    /// Stores the secret of an authenticator app that is not yet confirmed, in place of another such one.
    PUT_TOTP = "INSERT INTO totp_factor (id, user_id, secret_sealed, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4) \
        ON CONFLICT (user_id) DO UPDATE SET id = excluded.id, secret_sealed = excluded.secret_sealed, \
        created_at = excluded.created_at, updated_at = excluded.updated_at WHERE totp_factor.confirmed_at IS NULL";
    /// Makes an authenticator app count, with the step of its first code.
    CONFIRM_TOTP = "UPDATE totp_factor SET confirmed_at = ?3, last_used_step = ?2, last_used_at = ?3, updated_at = ?3 \
        WHERE id = ?1 AND confirmed_at IS NULL";
    /// Uses the code of a step, unless that or a later one is used already.
    USE_TOTP_STEP = "UPDATE totp_factor SET last_used_step = ?2, last_used_at = ?3, updated_at = ?3 \
        WHERE id = ?1 AND confirmed_at IS NOT NULL AND last_used_step < ?2";
    DELETE_TOTP = "DELETE FROM totp_factor WHERE user_id = ?1 AND confirmed_at IS NOT NULL";
    COUNT_BACKUP_CODES = "SELECT count(*) AS count FROM backup_code WHERE user_id = ?1 AND used_at IS NULL";
    SELECT_BACKUP_CODE = "SELECT id FROM backup_code WHERE user_id = ?1 AND code_hash = ?2 AND used_at IS NULL";
    USE_BACKUP_CODE = "UPDATE backup_code SET used_at = ?2 WHERE id = ?1 AND used_at IS NULL";
    DELETE_BACKUP_CODES = "DELETE FROM backup_code WHERE user_id = ?1";
    /// Deletes the codes of a user who has no second factor any more.
    DELETE_LONE_BACKUP_CODES = "DELETE FROM backup_code WHERE user_id = ?1 \
        AND NOT EXISTS (SELECT 1 FROM totp_factor WHERE user_id = ?1 AND confirmed_at IS NOT NULL) \
        AND NOT EXISTS (SELECT 1 FROM passkey WHERE user_id = ?1)";
    /// What a user has besides the first factor.
    SELECT_METHODS = concat!("SELECT ", factor_methods!(), " FROM user WHERE user.id = ?1");
    /// Inserts codes from a list of ids and hashes, while the user has a second factor.
    INSERT_BACKUP_CODES = "INSERT INTO backup_code (id, user_id, code_hash, created_at) \
        SELECT json_extract(value, '$[0]'), ?1, json_extract(value, '$[1]'), ?3 FROM json_each(?2) \
        WHERE EXISTS (SELECT 1 FROM totp_factor WHERE user_id = ?1 AND confirmed_at IS NOT NULL) \
        OR EXISTS (SELECT 1 FROM passkey WHERE user_id = ?1)";
}
