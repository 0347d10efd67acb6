//! SQL of OAuth states, and of accounts at providers.

use crate::identity::second_factors::store::has_second_factor;

crate::statements! {
    INSERT_STATE = "INSERT INTO verification (id, identifier, value, value_sealed, user_id, secret_hash, expires_at, \
        created_at, updated_at) VALUES (?1, ?2, '{}', ?3, ?4, ?5, ?6, ?7, ?7)";
    /// Consumes the state with the hash of this browser's cookie.
    TAKE_STATE = "DELETE FROM verification WHERE identifier = ?1 AND secret_hash = ?2 AND expires_at > ?3 \
        RETURNING id, value_sealed";
    /// An account by its id at a provider.
    SELECT_ACCOUNT = concat!(
        "SELECT account.id AS account_id, user.id AS user_id, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?3)) AS is_banned, ",
        has_second_factor!(),
        " FROM account JOIN user ON user.id = account.user_id WHERE account.provider_id = ?1 AND account.account_id = ?2"
    );
    /// A user by email address.
    SELECT_USER = concat!(
        "SELECT id AS user_id, email_verified, is_bot, \
        (banned = 1 AND (ban_expires_at IS NULL OR ban_expires_at > ?2)) AS is_banned, ",
        has_second_factor!(),
        " FROM user WHERE email = ?1"
    );
    INSERT_ACCOUNT = "INSERT INTO account (id, user_id, provider_id, account_id, label, access_token_sealed, \
        refresh_token_sealed, access_token_expires_at, scope, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)";
    /// The same while the user has this verified address.
    INSERT_ACCOUNT_BY_EMAIL = "INSERT INTO account (id, user_id, provider_id, account_id, label, access_token_sealed, \
        refresh_token_sealed, access_token_expires_at, scope, created_at, updated_at) \
        SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10 FROM user \
        WHERE id = ?2 AND email = ?11 AND email_verified = 1 AND is_bot = 0";
    /// Updates the tokens of an account while it belongs to this user.
    UPDATE_ACCOUNT = "UPDATE account SET label = ?3, access_token_sealed = ?4, \
        refresh_token_sealed = coalesce(?5, refresh_token_sealed), access_token_expires_at = ?6, \
        scope = coalesce(?7, scope), updated_at = ?8 WHERE id = ?1 AND user_id = ?2";
}
