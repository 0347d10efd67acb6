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

/// A user as shown to themselves.
macro_rules! user_columns {
    () => {
        "user.id, user.name, user.email, user.image, user.role, user.email_verified, user.debug_mode, user.created_at, \
        EXISTS (SELECT 1 FROM account WHERE account.user_id = user.id AND account.provider_id = 'credential' \
        AND account.password_hash IS NOT NULL) AS has_password"
    };
}

/// Everything that somebody is told about themselves. What a guest was not given does not exist for them.
macro_rules! me {
    ($condition:literal) => {
        concat!(
            "SELECT session.id AS session_id, session.kind, session.expires_at, session.refreshed_at, \
            impersonator.id AS impersonator_id, impersonator.name AS impersonator_name, \
            impersonator.email AS impersonator_email, ",
            user_columns!(),
            ", (SELECT json_group_array(json_object('id', organization_id, 'name', name, 'slug', slug, 'logo', logo, \
                'role', role, 'defaultEstateId', (SELECT id FROM estate WHERE estate.id = mine.default_estate_id \
                    AND (mine.role <> 'guest' OR EXISTS (SELECT 1 FROM estate_grant \
                    WHERE estate_grant.membership_id = mine.membership_id AND estate_grant.estate_id = estate.id))), \
                'estates', json((SELECT json_group_array(json_object('id', id, 'name', name)) FROM \
                    (SELECT id, name FROM estate WHERE estate.organization_id = mine.organization_id \
                    AND (mine.role <> 'guest' OR EXISTS (SELECT 1 FROM estate_grant \
                    WHERE estate_grant.membership_id = mine.membership_id AND estate_grant.estate_id = estate.id)) \
                    ORDER BY id LIMIT 100))))) \
                FROM (SELECT membership.organization_id, membership.id AS membership_id, membership.role, \
                    organization.name, organization.slug, organization.logo, organization.default_estate_id \
                    FROM organization_user_membership AS membership \
                    JOIN organization ON organization.id = membership.organization_id \
                    WHERE membership.user_id = session.user_id AND membership.role <> 'external' \
                    ORDER BY membership.organization_id LIMIT 100) AS mine) AS organizations \
            FROM session JOIN user ON user.id = session.user_id \
            LEFT JOIN user AS impersonator ON impersonator.id = session.impersonated_by \
            WHERE ",
            $condition,
            " AND session.expires_at > ?2 AND (user.banned = 0 OR user.ban_expires_at <= ?2)"
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
    /// Session, user, and all organizations with their estates, for a browser.
    SELECT_ME_BY_COOKIE = me!("session.token_hash = ?1 AND session.kind = 'browser'");
    /// The same for a program.
    SELECT_ME_BY_SESSION = me!("session.id = ?1 AND session.kind = 'api'");
    /// A user as shown to themselves.
    SELECT_USER = concat!("SELECT ", user_columns!(), " FROM user WHERE user.id = ?1");
    /// A session that is used moves forward; of two requests at once one does it.
    REFRESH_SESSION = "UPDATE session SET expires_at = ?3, refreshed_at = ?4, updated_at = ?4 \
        WHERE id = ?1 AND refreshed_at = ?2";
    /// A new session.
    INSERT_SESSION = "INSERT INTO session (id, token_hash, user_id, kind, ip_address, place, user_agent, expires_at, \
        refreshed_at, created_at, updated_at, impersonated_by, impersonator_session_id) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?9, ?10, ?11)";
    /// A user's sessions that are still good, newest first.
    LIST_OPEN_SESSIONS = "SELECT id FROM session WHERE user_id = ?1 AND expires_at > ?2 \
        ORDER BY created_at DESC LIMIT 200";
    /// Gives the session that an impersonation leads back to another token.
    RETURN_TO_IMPERSONATOR = "UPDATE session SET token_hash = ?2, updated_at = ?3 WHERE expires_at > ?3 \
        AND id = (SELECT impersonator_session_id FROM session AS own WHERE own.id = ?1)";
    /// The sessions in which a user acts in somebody's place and which end with their own: with `?3`, or with all but `?2`.
    LIST_IMPERSONATIONS = "SELECT acting.id, acting.user_id FROM session AS own \
        JOIN session AS acting ON acting.impersonator_session_id = own.id \
        WHERE own.user_id = ?1 AND own.id IS NOT ?2 AND (?3 IS NULL OR own.id = ?3) LIMIT 200";
    /// The end of all sessions of a user but one.
    DELETE_SESSIONS = "DELETE FROM session WHERE user_id = ?1 AND id IS NOT ?2";
    /// The end of a session.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1";
    /// Sessions that nobody can use any more, in bounded steps.
    DELETE_EXPIRED_SESSIONS = "DELETE FROM session WHERE id IN \
        (SELECT id FROM session WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";
    /// A new user.
    INSERT_USER = "INSERT INTO user (id, name, email, email_verified, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    /// A way to sign in by password, or another password for it.
    PUT_CREDENTIAL = "INSERT INTO account (id, user_id, provider_id, account_id, password_hash, created_at, updated_at) \
        VALUES (?1, ?2, 'credential', ?2, ?3, ?4, ?4) ON CONFLICT (provider_id, account_id, user_id) \
        DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at";
    /// Who has an address, with the password if there is one.
    SELECT_BY_EMAIL = "SELECT user.id, user.email_verified, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, \
        account.password_hash FROM user \
        LEFT JOIN account ON account.user_id = user.id AND account.provider_id = 'credential' \
        WHERE user.email = ?1 AND user.is_bot = 0";
    /// Somebody's password.
    SELECT_PASSWORD = "SELECT password_hash FROM account WHERE user_id = ?1 AND provider_id = 'credential'";
    /// That an address is proven, while it is still the user's.
    VERIFY_EMAIL = "UPDATE user SET email_verified = 1, updated_at = ?3 \
        WHERE id = ?1 AND email = ?2 AND email_verified = 0";
    /// Takes away a password that was set before the address was proven: anybody may have set it.
    DELETE_UNPROVEN_CREDENTIAL = "DELETE FROM account WHERE user_id = ?1 AND provider_id = 'credential' \
        AND (SELECT email_verified FROM user WHERE id = ?1) = 0";
    /// Where mail reaches somebody.
    SELECT_ADDRESSEE = "SELECT id, name, email FROM user WHERE id = ?1";
    /// Who has an address.
    SELECT_ADDRESSEE_BY_EMAIL = "SELECT id, name, email FROM user WHERE email = ?1";
    /// A way to sign in, and where mail reaches whose it is.
    SELECT_ACCOUNT_ADDRESSEE = "SELECT user.id, user.name, user.email, account.provider_id FROM account \
        JOIN user ON user.id = account.user_id WHERE account.id = ?1";
}
