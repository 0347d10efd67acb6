//! SQL that reads and inserts users, for every feature of identity.

use crate::identity::scope::store::{is_sso_missing, role_on_estate};
use crate::identity::second_factors::store::has_second_factor;

/// The columns of a user's own profile.
macro_rules! user_columns {
    () => {
        concat!(
            has_second_factor!(),
            ", user.id, user.name, user.email, user.image, user.role, user.email_verified, user.email_proven_at IS NOT NULL AS email_proven, user.debug_mode, user.created_at, \
        EXISTS (SELECT 1 FROM account WHERE account.user_id = user.id AND account.provider_id = 'credential' \
        AND account.password_hash IS NOT NULL) AS has_password"
        )
    };
}

/// A session with its user and the user's organizations. A guest sees only the estates granted to them.
macro_rules! me {
    ($condition:literal) => {
        me!($condition, "")
    };
    ($condition:literal, $columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            "session.id AS session_id, session.kind, session.expires_at, session.refreshed_at, \
            impersonator.id AS impersonator_id, impersonator.name AS impersonator_name, \
            impersonator.email AS impersonator_email, ",
            user_columns!(),
            ", (SELECT json_group_array(json_object('id', organization_id, 'name', name, 'slug', slug, 'logo', logo, \
                'role', role, 'permissions', json(permissions), 'secondFactorRequiredFrom', \
                strftime('%Y-%m-%dT%H:%M:%fZ', second_factor_required_from / 1000.0, 'unixepoch'), 'isSsoMissing', json(iif(is_sso_missing, 'true', 'false')), \
                'defaultEstateId', (SELECT id FROM estate WHERE estate.id = mine.default_estate_id \
                    AND (mine.role <> 'guest' OR EXISTS (SELECT 1 FROM estate_access \
                    WHERE estate_access.holder_id = mine.membership_id AND estate_access.estate_id = estate.id))), \
                'estates', json((SELECT json_group_array(json_object('id', id, 'name', name, \
                    'role', CASE WHEN mine.role IN ('owner', 'admin') OR mine.permissions IS NOT NULL THEN mine.role ELSE coalesce(min(", role_on_estate!("mine.membership_id", "listed.id"), ", nullif(mine.role, 'guest')), ", role_on_estate!("mine.membership_id", "listed.id"), ", mine.role) END)) FROM \
                    (SELECT id, name FROM estate WHERE estate.organization_id = mine.organization_id \
                    AND (mine.role <> 'guest' OR EXISTS (SELECT 1 FROM estate_access \
                    WHERE estate_access.holder_id = mine.membership_id AND estate_access.estate_id = estate.id)) \
                    ORDER BY id LIMIT 100) AS listed)))) \
                FROM (SELECT membership.organization_id, membership.id AS membership_id, membership.role, \
                    custom_role.permissions, \
                    organization.name, organization.slug, organization.logo, organization.default_estate_id, \
                    organization.second_factor_required_from, ", is_sso_missing!(), " AS is_sso_missing \
                    FROM organization_user_membership AS membership \
                    JOIN organization ON organization.id = membership.organization_id \
                    AND organization.deleted_at IS NULL \
                    LEFT JOIN custom_role ON custom_role.id = membership.custom_role_id \
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
    /// The session of a browser with its user and the user's organizations.
    SELECT_ME_BY_COOKIE = me!("session.token_hash = ?1 AND session.kind = 'browser'");
    /// The same for several cookies, by their hashes in a JSON array: the session that was used
    /// last, whose row `max` selects.
    SELECT_ME_BY_COOKIES = concat!(
        me!(
            "session.token_hash IN (SELECT value FROM json_each(?1)) AND session.kind = 'browser'",
            "max(session.refreshed_at), session.token_hash, "
        ),
        " HAVING count(*) > 0"
    );
    /// The same for the session of an API client.
    SELECT_ME_BY_SESSION = me!("session.id = ?1 AND session.kind = 'api'");
    SELECT_USER = concat!("SELECT ", user_columns!(), " FROM user WHERE user.id = ?1");
    INSERT_USER = "INSERT INTO user (id, name, email, email_verified, email_proven_at, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, iif(?5, ?6, NULL), ?6, ?6)";
    SELECT_ADDRESSEE = "SELECT id, name, email FROM user WHERE id = ?1";
    SELECT_ADDRESSEE_BY_EMAIL = "SELECT id, name, email FROM user WHERE email = ?1";
    /// The user of an account, and the account's provider.
    SELECT_ADDRESSEE_BY_ACCOUNT = "SELECT user.id, user.name, user.email, account.provider_id FROM account \
        JOIN user ON user.id = account.user_id WHERE account.id = ?1";
}
