//! SQL of the scope of a request.

/// The columns of a scope, for every kind of credential.
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

/// The estate or the organization in the request's path.
macro_rules! scope_tenant {
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
            scope_tenant!(),
            " LEFT JOIN organization_user_membership AS membership \
            ON membership.user_id = session.user_id AND membership.organization_id = organization.id \
            WHERE ",
            $condition,
            " AND session.expires_at > ?4 AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
        )
    };
}

crate::statements! {
    /// Session, user, membership, organization and estate in one statement.
    SELECT_SCOPE_BY_COOKIE = scope_by_session!("session.token_hash = ?1 AND session.kind = 'browser'");
    /// The same for the session of an access token.
    SELECT_SCOPE_BY_SESSION = scope_by_session!("session.id = ?1 AND session.kind = 'api'");
    /// The same for an API key, which acts as its creator in one organization.
    SELECT_SCOPE_BY_KEY = concat!(
        "SELECT api_key.id AS key_id, api_key.scopes AS key_scopes, api_key.last_used_at AS key_last_used_at, ",
        scope_columns!(),
        " FROM api_key JOIN organization_user_membership AS creator ON creator.id = api_key.membership_id \
        JOIN user ON user.id = creator.user_id ",
        scope_tenant!(),
        " AND organization.id = api_key.organization_id \
        LEFT JOIN organization_user_membership AS membership \
        ON membership.id = creator.id AND membership.organization_id = organization.id \
        WHERE api_key.key_hash = ?1 AND (api_key.expires_at IS NULL OR api_key.expires_at > ?4) \
        AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
    );
    /// Updates when a user was last seen. Of concurrent requests, only one changes the row.
    UPDATE_PRESENCE = "UPDATE user SET last_seen_at = ?2 WHERE id = ?1 AND (last_seen_at IS NULL OR last_seen_at <= ?3)";
    UPDATE_KEY_USE = "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)";
}
