//! SQL of refresh tokens, devices and API keys.

/// Whether a device is approved, in a session that is still open, by a user who is not banned. `$now` is the parameter
/// with the time.
macro_rules! is_approved {
    ($now:literal) => {
        concat!(
            "(device_code.status = 'approved' AND EXISTS (SELECT 1 FROM session AS approver \
            JOIN user ON user.id = approver.user_id WHERE approver.id = device_code.approver_session_id \
            AND approver.user_id = device_code.user_id AND approver.expires_at > ",
            $now,
            " AND (user.banned = 0 OR user.ban_expires_at <= ",
            $now,
            ")))"
        )
    };
}

/// A key with its holder at the time `$now`, and its calls from a day on.
macro_rules! key_columns {
    ($now:literal, $day:literal) => {
        concat!(
            "api_key.id, api_key.name, api_key.start, api_key.scopes, api_key.expires_at, api_key.last_used_at, \
            api_key.created_at, api_key.disabled_at, api_key.rotated_at, \
            iif(api_key.previous_expires_at > ",
            $now,
            ", api_key.previous_expires_at, NULL) AS previous_expires_at, user.id AS user_id, user.name AS user_name, \
            account.id AS account_id, account.name AS account_name, account.role AS account_role, \
            custom_role.permissions AS account_permissions, \
            account.disabled_at AS account_disabled_at, \
            (SELECT json_group_array(json_object('day', date(day * 86400, 'unixepoch'), 'calls', calls)) FROM \
            (SELECT day, calls FROM api_key_usage WHERE key_id = api_key.id AND day >= ",
            $day,
            " ORDER BY day)) AS usage FROM api_key \
            LEFT JOIN organization_user_membership AS creator ON creator.id = api_key.membership_id \
            LEFT JOIN user ON user.id = creator.user_id \
            LEFT JOIN service_account AS account ON account.id = api_key.service_account_id \
            LEFT JOIN custom_role ON custom_role.id = account.custom_role_id "
        )
    };
}

crate::statements! {
    INSERT_REFRESH_TOKEN = "INSERT INTO refresh_token (id, token_hash, session_id, expires_at, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5)";
    /// A refresh token with its session, user and successor.
    SELECT_REFRESH_TOKEN = "SELECT refresh_token.id, refresh_token.session_id, refresh_token.used_at, \
        min(refresh_token.expires_at, session.expires_at) AS expires_at, refresh_token.successor_id, \
        (SELECT successor.token_hash FROM refresh_token AS successor WHERE successor.id = refresh_token.successor_id) \
        AS successor_hash, session.user_id, consent.client_id, (user.banned = 1 AND (user.ban_expires_at IS NULL \
        OR user.ban_expires_at > ?2)) AS is_banned FROM refresh_token \
        JOIN session ON session.id = refresh_token.session_id JOIN user ON user.id = session.user_id \
        LEFT JOIN oauth_consent AS consent ON consent.id = session.consent_id WHERE refresh_token.token_hash = ?1";
    /// Uses a refresh token, unless it is used already.
    USE_REFRESH_TOKEN = "UPDATE refresh_token SET used_at = ?3, successor_id = ?2 WHERE id = ?1 AND used_at IS NULL";
    /// Extends a session, to 90 days after it began at most.
    EXTEND_SESSION = "UPDATE session SET expires_at = min(?2, created_at + 7776000000), refreshed_at = ?3, updated_at = ?3 WHERE id = ?1 AND kind = 'api'";
    /// Deletes a client's session, and its tokens with it.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1 AND kind = 'api'";

    INSERT_DEVICE = "INSERT INTO device_code (id, device_code_hash, user_code_hash, client_id, ip_address, location, \
        expires_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)";
    /// A polling device as it was before this poll.
    SELECT_POLLING_DEVICE = concat!(
        "SELECT id, client_id, status, user_id, interval_seconds, polled_at, expires_at, ",
        is_approved!("?2"),
        " AS is_approved FROM device_code WHERE device_code_hash = ?1"
    );
    /// Writes the time of a poll. A poll that comes more than `?3` milliseconds too early adds five seconds to the
    /// interval (RFC 8628, 3.5), up to a minute.
    UPDATE_POLL = "UPDATE device_code SET polled_at = ?2, interval_seconds = min(60, interval_seconds + \
        CASE WHEN polled_at > ?2 + ?3 - interval_seconds * 1000 THEN 5 ELSE 0 END) \
        WHERE device_code_hash = ?1 AND status = 'pending'";
    /// Uses an approved device's code for a session, once.
    USE_DEVICE = concat!(
        "UPDATE device_code SET status = 'used', session_id = ?2, updated_at = ?3 WHERE id = ?1 AND ",
        is_approved!("?3")
    );
    /// A device by its user code.
    SELECT_DEVICE = "SELECT id, client_id, ip_address, location, status, expires_at, created_at FROM device_code \
        WHERE user_code_hash = ?1 AND expires_at > ?2 AND status <> 'used'";
    /// Approves or denies a pending device.
    ANSWER_DEVICE = "UPDATE device_code SET status = ?2, user_id = ?3, updated_at = ?4, approver_session_id = ?5 \
        WHERE id = ?1 AND status = 'pending' AND expires_at > ?4";
    /// Fails, and the batch with it, when the device has another answer. The same answer again is no conflict.
    ASSERT_ANSWERED = "SELECT json('answered before') FROM device_code \
        WHERE id = ?1 AND (status <> ?2 OR user_id IS NOT ?3)";
    /// Deletes a bounded number of expired devices.
    DELETE_EXPIRED_DEVICES = "DELETE FROM device_code WHERE id IN \
        (SELECT id FROM device_code WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";

    /// A new key of a membership, or of a service account that is still there.
    INSERT_KEY = "INSERT INTO api_key (id, organization_id, membership_id, service_account_id, name, key_hash, start, \
        scopes, expires_at, created_at, updated_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10 \
        WHERE ?4 IS NULL OR EXISTS (SELECT 1 FROM service_account WHERE id = ?4 AND organization_id = ?2)";
    /// A service account that gets a key.
    SELECT_SERVICE_ACCOUNT = "SELECT account.id, account.name, account.role, \
        custom_role.permissions AS custom_permissions FROM service_account AS account \
        LEFT JOIN custom_role ON custom_role.id = account.custom_role_id \
        WHERE account.id = ?2 AND account.organization_id = ?1";
    /// A page of an organization's keys, oldest first, with their calls from the day `?5` on.
    LIST_KEYS = concat!(
        "SELECT ", key_columns!("?4", "?5"),
        "WHERE api_key.organization_id = ?1 AND api_key.id > ?2 ORDER BY api_key.id LIMIT ?3"
    );
    /// One key, as in the list.
    SELECT_KEY = concat!("SELECT ", key_columns!("?3", "?4"), "WHERE api_key.organization_id = ?1 AND api_key.id = ?2");
    /// Renames a key, disables or enables it, unless it was changed since it was read.
    UPDATE_KEY = "UPDATE api_key SET name = ?3, disabled_at = ?4, updated_at = ?5 \
        WHERE organization_id = ?1 AND id = ?2 AND name = ?6 AND disabled_at IS ?7";
    /// Replaces the secret of a key, unless it was replaced since it was read. The old one works until `?5`, if that is
    /// later than now. The one before it stops working.
    ROTATE_KEY = "UPDATE api_key SET key_hash = ?3, start = ?4, previous_key_hash = iif(?5 > ?6, key_hash, NULL), \
        previous_expires_at = iif(?5 > ?6, ?5, NULL), rotated_at = ?6, updated_at = ?6 \
        WHERE organization_id = ?1 AND id = ?2 AND start = ?7 AND rotated_at IS ?8";
    DELETE_KEY = "DELETE FROM api_key WHERE organization_id = ?1 AND id = ?2";
    /// Deletes a bounded number of counts of days before this one.
    DELETE_OLD_USAGE = "DELETE FROM api_key_usage WHERE (key_id, day) IN \
        (SELECT key_id, day FROM api_key_usage WHERE day < ?1 ORDER BY day LIMIT ?2)";
}
