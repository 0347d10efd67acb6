//! SQL of the scope of a request.

/// Whether an organization requires a second factor that a user does not have, by the columns of `organization` and `user`.
/// `$now` is the parameter with the time.
macro_rules! is_factor_missing {
    ($now:literal) => {
        concat!(
            "(organization.second_factor_required_from IS NOT NULL AND organization.second_factor_required_from <= ",
            $now,
            " AND NOT EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = user.id \
            AND totp_factor.confirmed_at IS NOT NULL) \
            AND NOT EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = user.id))"
        )
    };
}
pub(crate) use is_factor_missing;

/// The highest role of a membership on an estate: its own, or that of a team. By the alphabet, `admin` comes before `member`
/// and `member` before `viewer`.
macro_rules! role_on_estate {
    ($membership:literal, $estate:literal) => {
        concat!(
            "(SELECT min(role) FROM (SELECT estate_grant.role FROM estate_grant WHERE estate_grant.membership_id = ",
            $membership,
            " AND estate_grant.estate_id = ",
            $estate,
            " UNION ALL SELECT team_estate.role FROM team_member JOIN team_estate \
            ON team_estate.team_id = team_member.team_id AND team_estate.estate_id = ",
            $estate,
            " WHERE team_member.membership_id = ",
            $membership,
            "))"
        )
    };
}
pub(in crate::identity) use role_on_estate;

/// Whether a membership has no custom role, or one with this permission.
macro_rules! custom_role_allows {
    ($membership:literal, $permission:literal) => {
        concat!(
            "(",
            $membership,
            ".custom_role_id IS NULL OR EXISTS (SELECT 1 FROM custom_role JOIN json_each(custom_role.permissions) \
            WHERE custom_role.id = ",
            $membership,
            ".custom_role_id AND json_each.value = '",
            $permission,
            "'))"
        )
    };
}
pub(crate) use custom_role_allows;

/// The columns of the user of a session.
macro_rules! user_columns {
    () => {
        concat!(
            "user.id AS user_id, user.name AS user_name, user.role AS user_role, user.email AS user_email, \
            user.email_verified AS user_email_verified, user.email_proven_at IS NOT NULL AS user_email_proven, \
            user.last_seen_at AS user_last_seen_at, membership.role, ",
            role_on_estate!("membership.id", "estate.id"),
            " AS estate_role, "
        )
    };
}

/// The columns of the holder of an API key: the user who created it, or a service account, whose id no user has. The role
/// of a limited service account holds on its estates; in the organization it is a guest.
macro_rules! holder_columns {
    () => {
        concat!(
            "account.id AS service_account_id, coalesce(user.id, 'usr' || substr(account.id, 4)) AS user_id, \
        coalesce(user.name, account.name) AS user_name, coalesce(user.role, 'user') AS user_role, \
        coalesce(user.email, '') AS user_email, coalesce(user.email_verified, 0) AS user_email_verified, \
        user.email_proven_at IS NOT NULL AS user_email_proven, user.last_seen_at AS user_last_seen_at, \
        CASE WHEN account.id IS NULL THEN membership.role WHEN organization.id IS NULL THEN NULL \
        WHEN account.is_limited THEN 'guest' ELSE account.role END AS role, \
        CASE WHEN account.id IS NULL THEN ",
            role_on_estate!("membership.id", "estate.id"),
            " \
        WHEN EXISTS (SELECT 1 FROM service_account_estate AS reached WHERE reached.service_account_id = account.id \
        AND reached.estate_id = estate.id) THEN account.role END AS estate_role, "
        )
    };
}

/// The columns of the tenant, for every kind of credential.
macro_rules! tenant_columns {
    () => {
        concat!(
            "membership.id AS membership_id, organization.id AS organization_id, \
            organization.name AS organization_name, custom_role.permissions AS custom_permissions, \
            user.id IS NOT NULL AND ",
            is_factor_missing!("?4"),
            " AS is_factor_missing, estate.id AS estate_id, estate.name AS estate_name"
        )
    };
}

/// Whether the organization requires single sign-on of the member, and the session was not started with it.
macro_rules! is_sso_missing {
    () => {
        "(session.impersonated_by IS NULL AND (membership.role <> 'owner' OR membership.is_break_glass = 0) \
        AND EXISTS (SELECT 1 FROM sso_connection JOIN organization_domain \
        ON organization_domain.organization_id = sso_connection.organization_id \
        AND organization_domain.domain = substr(user.email, instr(user.email, '@') + 1) \
        AND organization_domain.verified_at IS NOT NULL \
        WHERE sso_connection.organization_id = organization.id AND sso_connection.enforced_at IS NOT NULL \
        AND sso_connection.id IS NOT session.sso_connection_id)) IS TRUE"
    };
}
pub(in crate::identity) use is_sso_missing;

/// The estate or the organization in the request's path. A deleted organization does not exist.
macro_rules! scope_tenant {
    () => {
        "LEFT JOIN estate ON estate.id = ?2 \
        LEFT JOIN organization ON organization.id = coalesce(?3, estate.organization_id) \
        AND organization.deleted_at IS NULL"
    };
}

macro_rules! scope_by_session {
    ($condition:literal) => {
        scope_by_session!($condition, "", "", "")
    };
    ($condition:literal, $columns:literal, $joins:literal, $membership:literal) => {
        concat!(
            "SELECT ",
            $columns,
            "session.id AS session_id, session.refreshed_at, session.impersonated_by, \
            session.confirmed_at, session.expires_at AS credential_expires_at, ",
            is_sso_missing!(),
            " AS is_sso_missing, ",
            user_columns!(),
            tenant_columns!(),
            " FROM session JOIN user ON user.id = session.user_id ",
            $joins,
            scope_tenant!(),
            " LEFT JOIN organization_user_membership AS membership \
            ON membership.user_id = session.user_id AND membership.organization_id = organization.id",
            $membership,
            " LEFT JOIN custom_role ON custom_role.id = membership.custom_role_id WHERE ",
            $condition,
            " AND session.expires_at > ?4 AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
        )
    };
}

/// A scope's statement with a page of a list beside its row, as [`Database::page`](crate::edge::database::Database::page)
/// reads it. `list` is that of a [`PageStatement`](super::PageStatement).
pub(super) fn with_page(scope: &str, list: &str) -> String {
    format!(
        "SELECT scope.*, page.items AS page_items, page.next AS page_next FROM ({scope}) AS scope LEFT JOIN \
        (SELECT group_concat(item, ',') FILTER (WHERE position <= ?5) AS items, \
        iif(count(*) > ?5, max(key) FILTER (WHERE position = ?5), NULL) AS next \
        FROM (SELECT row_number() OVER () AS position, key, item FROM ({list}))) AS page ON scope.role IS NOT NULL"
    )
}

/// In place of a scope's statement where the scope is resolved already.
pub(super) const RESOLVED: &str = "SELECT '' AS role";

crate::statements! {
    /// Session, user, membership, organization and estate in one statement.
    SELECT_SCOPE_BY_COOKIE = scope_by_session!("session.token_hash = ?1 AND session.kind = 'browser'");
    /// The same for several cookies, by their hashes in a JSON array: the session that was used
    /// last, whose row `max` selects.
    SELECT_SCOPE_BY_COOKIES = concat!(
        scope_by_session!(
            "session.token_hash IN (SELECT value FROM json_each(?1)) AND session.kind = 'browser'",
            "max(session.refreshed_at), session.token_hash, ",
            "",
            ""
        ),
        " HAVING count(*) > 0"
    );
    /// The same for the session of an access token. An app's session is limited to the organization of the app.
    SELECT_SCOPE_BY_SESSION = scope_by_session!(
        "session.id = ?1 AND session.kind = 'api' AND client.disabled_at IS NULL",
        "session.scopes AS granted_scopes, client.id AS client_id, client.scopes AS client_scopes, ",
        "LEFT JOIN oauth_consent AS consent ON consent.id = session.consent_id \
        LEFT JOIN oauth_client AS client ON client.id = consent.client_id ",
        " AND (client.id IS NULL OR client.organization_id = organization.id)"
    );
    /// The same for an API key, which acts in one organization: as its creator, or as a service account. For a while, the
    /// secret before its last rotation is as good.
    SELECT_SCOPE_BY_KEY = concat!(
        "SELECT api_key.id AS key_id, api_key.scopes AS key_scopes, api_key.last_used_at AS key_last_used_at, \
        api_key.expires_at AS credential_expires_at, 0 AS is_sso_missing, ",
        holder_columns!(),
        tenant_columns!(),
        " FROM api_key LEFT JOIN organization_user_membership AS creator ON creator.id = api_key.membership_id \
        LEFT JOIN user ON user.id = creator.user_id \
        LEFT JOIN service_account AS account ON account.id = api_key.service_account_id ",
        scope_tenant!(),
        " AND organization.id = api_key.organization_id \
        LEFT JOIN organization_user_membership AS membership \
        ON membership.id = creator.id AND membership.organization_id = organization.id \
        LEFT JOIN custom_role ON custom_role.id = coalesce(membership.custom_role_id, account.custom_role_id) \
        WHERE EXISTS (SELECT 1 FROM organization AS owner \
        WHERE owner.id = api_key.organization_id AND owner.deleted_at IS NULL) \
        AND (api_key.key_hash = ?1 OR api_key.previous_key_hash = ?1 AND api_key.previous_expires_at > ?4) \
        AND api_key.disabled_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > ?4) \
        AND (user.banned = 0 OR user.ban_expires_at <= ?4 OR account.id IS NOT NULL AND account.disabled_at IS NULL)"
    );
    /// Updates when a user was last seen. Of concurrent requests, only one changes the row.
    UPDATE_PRESENCE = "UPDATE user SET last_seen_at = ?2 WHERE id = ?1 AND (last_seen_at IS NULL OR last_seen_at <= ?3)";
    UPDATE_KEY_USE = "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)";
    /// Adds calls of keys, out of a JSON array of `{key, day, calls}`.
    ADD_KEY_CALLS = "INSERT INTO api_key_usage (key_id, day, calls) SELECT api_key.id, json_each.value ->> 'day', \
        json_each.value ->> 'calls' FROM json_each(?1) JOIN api_key ON api_key.id = json_each.value ->> 'key' WHERE true \
        ON CONFLICT (key_id, day) DO UPDATE SET calls = api_key_usage.calls + excluded.calls";
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;

    const LIST: &str =
        "SELECT value AS key, '<' || value || '>' AS item FROM json_each(?6) ORDER BY json_each.key LIMIT ?5 + 1";

    /// The page's items and the next key, of these numbers and for this role.
    fn page(role: Option<&str>, limit: u32, numbers: &str) -> (Option<String>, Option<i64>) {
        let database = crate::tests::migrated();
        // a scope of the same parameters, without a session
        let scope = "SELECT ?1 AS role WHERE ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL";
        let mut statement = database.prepare(&with_page(scope, LIST)).unwrap();
        let none = None::<&str>;
        statement
            .query_row(params![role, none, none, none, limit, numbers], |row| {
                Ok((row.get("page_items")?, row.get("page_next")?))
            })
            .unwrap()
    }

    #[test]
    fn a_page_has_at_most_the_limit_and_the_key_of_its_last_item() {
        let items = |text: &str| Some(text.to_owned());
        assert_eq!(page(Some("viewer"), 2, "[9,7,5]"), (items("<9>,<7>"), Some(7)));
        assert_eq!(page(Some("viewer"), 3, "[9,7,5]"), (items("<9>,<7>,<5>"), None));
        assert_eq!(page(Some("viewer"), 3, "[]"), (None, None));
    }

    #[test]
    fn who_is_no_member_gets_no_page() {
        assert_eq!(page(None, 2, "[9,7,5]"), (None, None));
    }

    #[test]
    fn every_scope_takes_a_page() {
        let database = crate::tests::migrated();
        for scope in [SELECT_SCOPE_BY_COOKIE, SELECT_SCOPE_BY_COOKIES, SELECT_SCOPE_BY_SESSION, SELECT_SCOPE_BY_KEY] {
            let sql = with_page(scope, LIST);
            let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nothing = vec![rusqlite::types::Null; plan.parameter_count()];
            let steps = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
            for step in steps.map(Result::unwrap) {
                let tables = [
                    "session",
                    "user",
                    "estate",
                    "organization",
                    "membership",
                    "api_key",
                    "creator",
                    "account",
                    "custom_role",
                    "estate_grant",
                    "team_member",
                    "team_estate",
                ];
                assert!(!tables.iter().any(|table| step == format!("SCAN {table}")), "{step}");
            }
        }
    }
}
