//! SQL of users, accounts, sessions, and of the scope of a request.

/// What a scope is made of, whoever calls.
macro_rules! scope_columns {
    () => {
        "user.id AS user_id, user.name AS user_name, user.role AS user_role, user.email AS user_email, \
        user.email_verified AS user_email_verified, user.last_seen_at AS user_last_seen_at, \
        membership.role, membership.id AS membership_id, organization.id AS organization_id, \
        organization.name AS organization_name, estate.id AS estate_id, estate.name AS estate_name, \
        EXISTS (SELECT 1 FROM estate_grant WHERE estate_grant.membership_id = membership.id \
        AND estate_grant.estate_id = estate.id) AS estate_granted"
    };
}

/// The estate or the organization that the path names.
macro_rules! scope_places {
    () => {
        "LEFT JOIN estate ON estate.id = ?2 \
        LEFT JOIN organization ON organization.id = coalesce(?3, estate.organization_id)"
    };
}

macro_rules! scope_by_session {
    ($condition:literal) => {
        concat!(
            "SELECT session.id AS session_id, session.refreshed_at, session.impersonated_by, ",
            scope_columns!(),
            " FROM session JOIN user ON user.id = session.user_id ",
            scope_places!(),
            " LEFT JOIN organization_user_membership AS membership \
            ON membership.user_id = session.user_id AND membership.organization_id = organization.id \
            WHERE ",
            $condition,
            " AND session.expires_at > ?4 AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
        )
    };
}

crate::statements! {
    /// Session, user, membership, organization and estate in one: everything that a request's scope is made of.
    SELECT_SCOPE_BY_COOKIE = scope_by_session!("session.token_hash = ?1 AND session.kind = 'browser'");
    /// The same for an access token, which names its session.
    SELECT_SCOPE_BY_SESSION = scope_by_session!("session.id = ?1 AND session.kind = 'api'");
    /// The same for an API key, which acts as its maker in one organization.
    SELECT_SCOPE_BY_KEY = concat!(
        "SELECT api_key.id AS key_id, api_key.scopes AS key_scopes, api_key.last_used_at AS key_last_used_at, ",
        scope_columns!(),
        " FROM api_key JOIN organization_user_membership AS maker ON maker.id = api_key.membership_id \
        JOIN user ON user.id = maker.user_id ",
        scope_places!(),
        " AND organization.id = api_key.organization_id \
        LEFT JOIN organization_user_membership AS membership \
        ON membership.id = maker.id AND membership.organization_id = organization.id \
        WHERE api_key.key_hash = ?1 AND (api_key.expires_at IS NULL OR api_key.expires_at > ?4) \
        AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
    );
    /// That somebody was there; of two requests at once one writes it.
    NOTE_PRESENCE = "UPDATE user SET last_seen_at = ?2 WHERE id = ?1 AND (last_seen_at IS NULL OR last_seen_at <= ?3)";
    /// That a key was used.
    NOTE_KEY_USE = "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)";
    /// Session, user, and all organizations with their estates.
    SELECT_ME = "SELECT session.id AS session_id, session.expires_at, session.refreshed_at, \
        user.id, user.name, user.email, user.image, user.role, user.email_verified, user.debug_mode, user.created_at, \
        (SELECT json_group_array(json_object('id', organization_id, 'name', name, 'role', role, \
            'estates', json((SELECT json_group_array(json_object('id', id, 'name', name)) FROM \
                (SELECT id, name FROM estate WHERE estate.organization_id = mine.organization_id ORDER BY id LIMIT 100))))) \
            FROM (SELECT membership.organization_id, organization.name, membership.role \
                FROM organization_user_membership AS membership \
                JOIN organization ON organization.id = membership.organization_id \
                WHERE membership.user_id = session.user_id AND membership.role <> 'external' \
                ORDER BY membership.organization_id LIMIT 100) AS mine) AS organizations \
        FROM session JOIN user ON user.id = session.user_id \
        WHERE session.token_hash = ?1 AND session.expires_at > ?2 \
        AND (user.banned = 0 OR user.ban_expires_at <= ?2)";
    /// A session that is used moves forward; of two requests at once one does it.
    REFRESH_SESSION = "UPDATE session SET expires_at = ?3, refreshed_at = ?4, updated_at = ?4 \
        WHERE id = ?1 AND refreshed_at = ?2";
    /// A new session.
    INSERT_SESSION = "INSERT INTO session (id, token_hash, user_id, ip_address, user_agent, expires_at, refreshed_at, \
        created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7)";
    /// The end of a session.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1";
    /// Sessions that nobody can use any more, in bounded steps.
    DELETE_EXPIRED_SESSIONS = "DELETE FROM session WHERE id IN \
        (SELECT id FROM session WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
    /// Proofs that have run out, in bounded steps.
    DELETE_EXPIRED_VERIFICATIONS = "DELETE FROM verification WHERE id IN \
        (SELECT id FROM verification WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
    /// A new user.
    INSERT_USER = "INSERT INTO user (id, name, email, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    /// A way to sign in by password.
    INSERT_CREDENTIAL = "INSERT INTO account (id, user_id, provider_id, account_id, password_hash, created_at, updated_at) \
        VALUES (?1, ?2, 'credential', ?2, ?3, ?4, ?4)";
    /// The password behind an address.
    SELECT_CREDENTIAL = "SELECT user.id AS user_id, account.password_hash FROM user \
        JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.email = ?1 AND (user.banned = 0 OR user.ban_expires_at <= ?2)";
    /// A try to sign in, unless there were `?4` since `?3`.
    INSERT_ATTEMPT = "INSERT INTO sign_in_attempt (subject, attempted_at) SELECT ?1, ?2 \
        WHERE (SELECT count(*) FROM sign_in_attempt WHERE subject = ?1 AND attempted_at > ?3) < ?4";
    /// The oldest try that still counts.
    SELECT_OLDEST_ATTEMPT = "SELECT min(attempted_at) AS attempted_at FROM sign_in_attempt \
        WHERE subject = ?1 AND attempted_at > ?2";
    /// A right password takes the account's failures away.
    DELETE_ATTEMPTS = "DELETE FROM sign_in_attempt WHERE subject = ?1";
    /// A right password takes its own try at the address away.
    DELETE_ATTEMPT = "DELETE FROM sign_in_attempt WHERE rowid = \
        (SELECT max(rowid) FROM sign_in_attempt WHERE subject = ?1 AND attempted_at = ?2)";
    /// Tries that no longer count, in bounded steps.
    DELETE_OLD_ATTEMPTS = "DELETE FROM sign_in_attempt WHERE rowid IN \
        (SELECT rowid FROM sign_in_attempt WHERE attempted_at < ?1 ORDER BY attempted_at LIMIT ?2)";
}
