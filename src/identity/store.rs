//! SQL of users, accounts, sessions, and of the scope of a request.

crate::statements! {
    /// Session, user, membership, organization and estate in one: everything that a request's scope is made of.
    SELECT_SCOPE = "SELECT session.id AS session_id, session.expires_at, session.refreshed_at, \
        session.impersonated_by, user.id AS user_id, user.name AS user_name, user.role AS user_role, \
        membership.role, organization.id AS organization_id, organization.name AS organization_name, \
        estate.id AS estate_id, estate.name AS estate_name \
        FROM session JOIN user ON user.id = session.user_id \
        LEFT JOIN estate ON estate.id = ?2 \
        LEFT JOIN organization ON organization.id = coalesce(?3, estate.organization_id) \
        LEFT JOIN organization_user_membership AS membership \
        ON membership.user_id = session.user_id AND membership.organization_id = organization.id \
        WHERE session.token_hash = ?1 AND session.expires_at > ?4 \
        AND (user.banned = 0 OR user.ban_expires_at <= ?4)";
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
