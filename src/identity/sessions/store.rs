//! SQL of sessions.

crate::statements! {
    INSERT = "INSERT INTO session (id, token_hash, user_id, kind, ip_address, location, user_agent, expires_at, \
        refreshed_at, created_at, updated_at, impersonated_by, impersonator_session_id, \
        confirmed_at, sso_connection_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?9, ?10, ?11, ?9, ?12)";
    /// Gives a device's session the single sign-on of the session that approved it.
    INHERIT_SSO = "UPDATE session SET sso_connection_id = (SELECT approver.sso_connection_id FROM device_code \
        JOIN session AS approver ON approver.id = device_code.approver_session_id WHERE device_code.id = ?2) \
        WHERE id = ?1";
    /// Extends a session, to 30 days after it began at most. Of concurrent requests, only one changes the row.
    EXTEND = "UPDATE session SET expires_at = min(?3, created_at + 2592000000), refreshed_at = ?4, updated_at = ?4 WHERE id = ?1 AND refreshed_at = ?2";
    /// A user's active sessions, newest first.
    LIST_OPEN_IDS = "SELECT id FROM session WHERE user_id = ?1 AND expires_at > ?2 ORDER BY created_at DESC LIMIT 200";
    /// A page of a user's active sessions, newest first. Those of apps are listed by what the user has allowed them.
    LIST = "SELECT id, kind, user_agent, ip_address, location, created_at, refreshed_at, expires_at, \
        impersonated_by IS NOT NULL AS impersonated FROM session \
        WHERE user_id = ?1 AND expires_at > ?2 AND (created_at, id) < (?3, ?4) AND consent_id IS NULL \
        ORDER BY created_at DESC, id DESC LIMIT ?5";
    /// The impersonations that end with an administrator's own sessions: with session `?3`, or with all except `?2`.
    LIST_IMPERSONATIONS = "SELECT acting.id, acting.user_id FROM session AS own \
        JOIN session AS acting ON acting.impersonator_session_id = own.id \
        WHERE own.user_id = ?1 AND own.id IS NOT ?2 AND (?3 IS NULL OR own.id = ?3) LIMIT 200";
    /// The sessions of a browser by the hashes of its cookies in a JSON array, with their users.
    LIST_OF_BROWSER = "SELECT session.id, session.token_hash, session.expires_at, \
        session.impersonated_by IS NOT NULL AS is_impersonation, user.id AS user_id, user.name, user.email, user.image, \
        (SELECT organization.name FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id AND organization.deleted_at IS NULL \
        WHERE membership.user_id = user.id AND membership.role <> 'external' \
        ORDER BY membership.organization_id LIMIT 1) AS organization_name \
        FROM json_each(?1) JOIN session ON session.token_hash = json_each.value AND session.kind = 'browser' \
        AND session.expires_at > ?2 JOIN user ON user.id = session.user_id \
        WHERE user.banned = 0 OR user.ban_expires_at <= ?2";
    /// Sets a new token for the administrator's session of an impersonation.
    RETURN_TO_IMPERSONATOR = "UPDATE session SET token_hash = ?2, updated_at = ?3 WHERE expires_at > ?3 \
        AND id = (SELECT impersonator_session_id FROM session AS own WHERE own.id = ?1)";
    /// Stores that the user has confirmed who they are.
    CONFIRM = "UPDATE session SET confirmed_at = ?2, updated_at = ?2 WHERE id = ?1";
    DELETE = "DELETE FROM session WHERE id = ?1";
    /// Deletes a session of this user.
    DELETE_OF_USER = "DELETE FROM session WHERE id = ?1 AND user_id = ?2";
    /// Deletes all sessions of a user except one.
    DELETE_ALL = "DELETE FROM session WHERE user_id = ?1 AND id IS NOT ?2";
    /// A user's sessions that were started with a connection of single sign-on.
    LIST_BY_SSO = "SELECT id FROM session WHERE user_id = ?1 AND sso_connection_id = ?2 LIMIT 200";
    DELETE_BY_SSO = "DELETE FROM session WHERE user_id = ?1 AND sso_connection_id = ?2";
    DELETE_CHALLENGES_BY_SSO = "DELETE FROM sign_in_challenge WHERE user_id = ?1 AND sso_connection_id = ?2";
    /// Deletes a user's sign-ins that wait for a second factor.
    DELETE_CHALLENGES = "DELETE FROM sign_in_challenge WHERE user_id = ?1";
    /// Deletes a bounded number of expired sessions.
    DELETE_EXPIRED = "DELETE FROM session WHERE id IN \
        (SELECT id FROM session WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
}
