//! SQL of refresh tokens, devices and API keys.

crate::statements! {
    /// A new refresh token.
    INSERT_REFRESH_TOKEN = "INSERT INTO refresh_token (id, token_hash, session_id, expires_at, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5)";
    /// A refresh token with the session and the user behind it.
    SELECT_REFRESH_TOKEN = "SELECT refresh_token.id, refresh_token.session_id, refresh_token.used_at, \
        refresh_token.expires_at, session.user_id, (user.banned = 1 AND (user.ban_expires_at IS NULL \
        OR user.ban_expires_at > ?2)) AS is_banned FROM refresh_token \
        JOIN session ON session.id = refresh_token.session_id JOIN user ON user.id = session.user_id \
        WHERE refresh_token.token_hash = ?1";
    /// Uses a refresh token up, unless somebody else has.
    USE_REFRESH_TOKEN = "UPDATE refresh_token SET used_at = ?3, successor_id = ?2 WHERE id = ?1 AND used_at IS NULL";
    /// Moves a program's session forward.
    EXTEND_SESSION = "UPDATE session SET expires_at = ?2, refreshed_at = ?3, updated_at = ?3 WHERE id = ?1 AND kind = 'api'";
    /// Ends a program's session, and its tokens with it.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1 AND kind = 'api'";

    /// A device that waits.
    INSERT_DEVICE = "INSERT INTO device_code (id, device_code_hash, user_code_hash, client_id, ip_address, place, \
        expires_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)";
    /// A device that polls, as it stood before.
    SELECT_POLLING_DEVICE = "SELECT id, client_id, status, user_id, interval_seconds, polled_at, expires_at \
        FROM device_code WHERE device_code_hash = ?1";
    /// That it polls; who polls too fast waits five seconds longer from now on (RFC 8628, 3.5).
    NOTE_POLL = "UPDATE device_code SET polled_at = ?2, interval_seconds = interval_seconds + \
        CASE WHEN polled_at > ?2 - interval_seconds * 1000 THEN 5 ELSE 0 END \
        WHERE device_code_hash = ?1 AND status = 'pending'";
    /// Exchanges an approved device's code for a session, once.
    USE_DEVICE = "UPDATE device_code SET status = 'used', session_id = ?2, updated_at = ?3 \
        WHERE id = ?1 AND status = 'approved'";
    /// A device by what a person typed.
    SELECT_DEVICE = "SELECT id, client_id, ip_address, place, status, expires_at, created_at FROM device_code \
        WHERE user_code_hash = ?1 AND expires_at > ?2 AND status <> 'used'";
    /// Somebody's answer to a device that waits.
    ANSWER_DEVICE = "UPDATE device_code SET status = ?2, user_id = ?3, updated_at = ?4 \
        WHERE id = ?1 AND status = 'pending' AND expires_at > ?4";
    /// Fails, and the batch with it, when somebody else has answered.
    ASSERT_ANSWERED = "SELECT json('answered before') FROM device_code \
        WHERE id = ?1 AND (status <> ?2 OR user_id IS NOT ?3)";
    /// Devices that nobody let in, in bounded steps.
    DELETE_EXPIRED_DEVICES = "DELETE FROM device_code WHERE id IN \
        (SELECT id FROM device_code WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";

    /// A new key, made by a member.
    INSERT_KEY = "INSERT INTO api_key (id, organization_id, membership_id, name, key_hash, start, scopes, expires_at, \
        created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    /// An organization's keys, oldest first.
    LIST_KEYS = "SELECT api_key.id, api_key.name, api_key.start, api_key.scopes, api_key.expires_at, \
        api_key.last_used_at, api_key.created_at, user.id AS user_id, user.name AS user_name FROM api_key \
        JOIN organization_user_membership AS maker ON maker.id = api_key.membership_id \
        JOIN user ON user.id = maker.user_id \
        WHERE api_key.organization_id = ?1 AND api_key.id > ?2 ORDER BY api_key.id LIMIT ?3";
    /// One key of an organization.
    SELECT_KEY = "SELECT name, scopes FROM api_key WHERE organization_id = ?1 AND id = ?2";
    /// The end of a key.
    DELETE_KEY = "DELETE FROM api_key WHERE organization_id = ?1 AND id = ?2";
}
