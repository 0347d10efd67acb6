//! SQL of apps, consents, codes, the sessions of apps, and signing keys.

use crate::identity::scope::is_factor_missing;

/// Whether an app may act for a member: it is enabled, the user is not banned, sees the organization, and has the second
/// factor that it requires. `$now` is the parameter with the time.
macro_rules! is_allowed {
    ($now:literal) => {
        concat!(
            "(client.disabled_at IS NULL AND (user.banned = 0 OR user.ban_expires_at <= ",
            $now,
            ") AND membership.role <> 'external' AND NOT ",
            is_factor_missing!($now),
            ")"
        )
    };
}

/// From a consent to the user and the app. The alias `consent` is before it.
macro_rules! parties {
    () => {
        " JOIN oauth_client AS client ON client.id = consent.client_id \
        JOIN organization ON organization.id = client.organization_id \
        JOIN organization_user_membership AS membership ON membership.id = consent.membership_id \
        JOIN user ON user.id = membership.user_id "
    };
}

/// What claims are made of.
macro_rules! user_columns {
    () => {
        "user.id AS user_id, user.name AS user_name, user.email AS user_email, \
        user.email_verified AS user_email_verified, user.image AS user_image"
    };
}

/// An app's session. The alias `session` is before it.
macro_rules! grant_columns {
    () => {
        concat!(
            "session.id AS session_id, session.scopes AS granted_scopes, session.resource, \
            session.confirmed_at AS authenticated_at, client.id AS client_id, client.organization_id, \
            client.scopes AS client_scopes, ",
            user_columns!()
        )
    };
}

macro_rules! client_columns {
    () => {
        "id, organization_id, name, redirect_uris, scopes, secret_hash, previous_secret_hash, \
        previous_secret_expires_at, disabled_at, created_at, revision"
    };
}

use crate::api::Revision;

/// How an app's revision is found.
pub const REVISION: Revision = Revision { parameter: "clientId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM oauth_client WHERE organization_id = ?1 AND id = ?2";
    INSERT_CLIENT = "INSERT INTO oauth_client (id, organization_id, name, redirect_uris, scopes, secret_hash, created_at, \
        updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)";
    SELECT_CLIENT = concat!("SELECT ", client_columns!(), " FROM oauth_client WHERE id = ?1");
    SELECT_CLIENT_OF_ORGANIZATION =
        concat!("SELECT ", client_columns!(), " FROM oauth_client WHERE id = ?1 AND organization_id = ?2");
    /// A page of an organization's apps, oldest first.
    LIST_CLIENTS = concat!(
        "SELECT ", client_columns!(), " FROM oauth_client WHERE organization_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
    );
    UPDATE_CLIENT = "UPDATE oauth_client SET name = ?3, redirect_uris = ?4, scopes = ?5, disabled_at = ?6, updated_at = ?7 \
        WHERE id = ?1 AND organization_id = ?2";
    /// Sets a new secret. The one before works until `?5`; one before that ends.
    ROTATE_SECRET = "UPDATE oauth_client SET previous_secret_hash = secret_hash, previous_secret_expires_at = ?5, \
        secret_hash = ?4, updated_at = ?3 WHERE id = ?1 AND organization_id = ?2 AND secret_hash IS NOT NULL";
    DELETE_CLIENT = "DELETE FROM oauth_client WHERE id = ?1 AND organization_id = ?2";
    /// Ends all sessions of an app, and their tokens with them.
    DELETE_SESSIONS_OF_CLIENT =
        "DELETE FROM session WHERE consent_id IN (SELECT id FROM oauth_consent WHERE client_id = ?1)";

    /// A user's membership in the organization of an app, and the scopes that they have allowed it.
    SELECT_MEMBER = concat!(
        "SELECT membership.id AS membership_id, membership.role, organization.name AS organization_name, \
        consent.scopes AS consented_scopes, ",
        is_factor_missing!("?4"),
        " AS is_factor_missing FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id JOIN user ON user.id = membership.user_id \
        LEFT JOIN oauth_consent AS consent ON consent.client_id = ?3 AND consent.membership_id = membership.id \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2"
    );
    SAVE_CONSENT = "INSERT INTO oauth_consent (id, client_id, membership_id, user_id, scopes, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) \
        ON CONFLICT (client_id, membership_id) DO UPDATE SET scopes = excluded.scopes, updated_at = excluded.updated_at";
    /// Writes a code for a consent that has its scopes.
    INSERT_CODE = "INSERT INTO authorization_code (id, code_hash, consent_id, session_id, redirect_uri, code_challenge, \
        scopes, resource, nonce, authenticated_at, expires_at, created_at) \
        SELECT ?3, ?4, consent.id, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM oauth_consent AS consent \
        WHERE consent.client_id = ?1 AND consent.membership_id = ?2";
    /// A code with what it was given for. It is valid while the session in which it was given is open.
    SELECT_CODE = concat!(
        "SELECT code.id, code.consent_id, code.redirect_uri, code.code_challenge, code.scopes, code.resource, code.nonce, \
        code.authenticated_at, code.used_at, code.granted_session_id, code.expires_at, client.id AS client_id, ",
        user_columns!(),
        ", (EXISTS (SELECT 1 FROM session WHERE session.id = code.session_id AND session.user_id = user.id \
        AND session.expires_at > ?2) AND ",
        is_allowed!("?2"),
        ") AS is_allowed FROM authorization_code AS code JOIN oauth_consent AS consent ON consent.id = code.consent_id",
        parties!(),
        "WHERE code.code_hash = ?1"
    );
    /// Uses a code, once.
    USE_CODE = "UPDATE authorization_code SET used_at = ?3, granted_session_id = ?2 WHERE id = ?1 AND used_at IS NULL";
    /// Deletes a bounded number of old codes.
    DELETE_EXPIRED_CODES = "DELETE FROM authorization_code WHERE id IN \
        (SELECT id FROM authorization_code WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)";

    /// The session of an app. Its confirmation and single sign-on are those of the browser's session, in which the code `?13`
    /// was given.
    INSERT_SESSION = "INSERT INTO session (id, token_hash, user_id, kind, ip_address, location, user_agent, expires_at, \
        refreshed_at, created_at, updated_at, confirmed_at, consent_id, scopes, resource, sso_connection_id) \
        VALUES (?1, ?2, ?3, 'api', ?4, ?5, ?6, ?7, ?8, ?8, ?8, ?9, ?10, ?11, ?12, \
        (SELECT giver.sso_connection_id FROM authorization_code AS code JOIN session AS giver ON giver.id = code.session_id \
        WHERE code.id = ?13))";
    /// An open session of an app that may still act for its user.
    SELECT_GRANT = concat!(
        "SELECT ", grant_columns!(), " FROM session JOIN oauth_consent AS consent ON consent.id = session.consent_id",
        parties!(),
        "WHERE session.id = ?1 AND session.expires_at > ?2 AND ",
        is_allowed!("?2")
    );
    /// The same by a refresh token, used or not.
    SELECT_GRANT_BY_REFRESH_TOKEN = concat!(
        "SELECT ", grant_columns!(), ", refresh_token.used_at, refresh_token.expires_at, refresh_token.created_at \
        FROM refresh_token JOIN session ON session.id = refresh_token.session_id \
        JOIN oauth_consent AS consent ON consent.id = session.consent_id",
        parties!(),
        "WHERE refresh_token.token_hash = ?1 AND session.expires_at > ?2 AND ",
        is_allowed!("?2")
    );
    /// Ends a session of an app.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1 AND consent_id IS NOT NULL";

    /// A page of the apps that a user has allowed, oldest first.
    LIST_AUTHORIZED_APPS = "SELECT consent.id, consent.scopes, consent.updated_at, client.name AS client_name, \
        client.id AS client_id, organization.id AS organization_id, organization.name AS organization_name \
        FROM oauth_consent AS consent JOIN oauth_client AS client ON client.id = consent.client_id \
        JOIN organization ON organization.id = client.organization_id \
        WHERE consent.user_id = ?1 AND consent.id > ?2 ORDER BY consent.id LIMIT ?3";
    /// One of them.
    SELECT_AUTHORIZED_APP = "SELECT consent.id, consent.scopes, consent.updated_at, client.name AS client_name, \
        client.id AS client_id, organization.id AS organization_id, organization.name AS organization_name \
        FROM oauth_consent AS consent JOIN oauth_client AS client ON client.id = consent.client_id \
        JOIN organization ON organization.id = client.organization_id \
        WHERE consent.id = ?2 AND consent.user_id = ?1";
    /// Deletes a consent, and the sessions that came from it.
    DELETE_CONSENT = "DELETE FROM oauth_consent WHERE id = ?1";

    /// Adds a key that signs after the newest one, unless that one still signs at `?5`.
    INSERT_SIGNING_KEY = "INSERT INTO signing_key (id, public_key, private_key_sealed, signs_from, signs_until, created_at) \
        SELECT ?1, ?2, ?3, max(?4, coalesce((SELECT max(signs_until) FROM signing_key), 0)), \
        max(?4, coalesce((SELECT max(signs_until) FROM signing_key), 0)) + ?6, ?4 \
        WHERE coalesce((SELECT max(signs_until) FROM signing_key), 0) <= ?5";
    /// The keys to publish, in the order in which they sign.
    LIST_SIGNING_KEYS = "SELECT id, public_key, signs_until FROM signing_key WHERE signs_until > ?1 ORDER BY signs_until";
    /// The key that signs now.
    SELECT_SIGNING_KEY = "SELECT id, private_key_sealed FROM signing_key WHERE signs_until > ?1 AND signs_from <= ?1 \
        ORDER BY signs_until LIMIT 1";
    /// Deletes keys whose last id_token has expired.
    DELETE_SIGNING_KEYS = "DELETE FROM signing_key WHERE signs_until <= ?1";
}
