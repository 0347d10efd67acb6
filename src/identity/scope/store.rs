//! SQL of the scope of a request.

/// The columns of a scope, for every kind of credential.
macro_rules! scope_columns {
    () => {
        "user.id AS user_id, user.name AS user_name, user.role AS user_role, user.email AS user_email, \
        user.email_verified AS user_email_verified, user.email_proven_at IS NOT NULL AS user_email_proven, \
        user.last_seen_at AS user_last_seen_at, \
        membership.role, membership.id AS membership_id, organization.id AS organization_id, \
        organization.name AS organization_name, \
        (organization.second_factor_required_from IS NOT NULL AND organization.second_factor_required_from <= ?4 \
        AND NOT EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = user.id \
        AND totp_factor.confirmed_at IS NOT NULL) \
        AND NOT EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = user.id)) AS is_factor_missing, estate.id AS estate_id, estate.name AS estate_name, \
        EXISTS (SELECT 1 FROM estate_grant WHERE estate_grant.membership_id = membership.id \
        AND estate_grant.estate_id = estate.id) AS estate_granted"
    };
}

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
        scope_by_session!($condition, "")
    };
    ($condition:literal, $columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            "session.id AS session_id, session.refreshed_at, session.impersonated_by, \
            session.confirmed_at, session.expires_at AS credential_expires_at, ",
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
            "max(session.refreshed_at), session.token_hash, "
        ),
        " HAVING count(*) > 0"
    );
    /// The same for the session of an access token.
    SELECT_SCOPE_BY_SESSION = scope_by_session!("session.id = ?1 AND session.kind = 'api'");
    /// The same for an API key, which acts as its creator in one organization.
    SELECT_SCOPE_BY_KEY = concat!(
        "SELECT api_key.id AS key_id, api_key.scopes AS key_scopes, api_key.last_used_at AS key_last_used_at, \
        api_key.expires_at AS credential_expires_at, ",
        scope_columns!(),
        " FROM api_key JOIN organization_user_membership AS creator ON creator.id = api_key.membership_id \
        JOIN user ON user.id = creator.user_id ",
        scope_tenant!(),
        " AND organization.id = api_key.organization_id \
        LEFT JOIN organization_user_membership AS membership \
        ON membership.id = creator.id AND membership.organization_id = organization.id \
        WHERE api_key.key_hash = ?1 AND EXISTS (SELECT 1 FROM organization AS owner \
        WHERE owner.id = api_key.organization_id AND owner.deleted_at IS NULL) AND (api_key.expires_at IS NULL OR api_key.expires_at > ?4) \
        AND (user.banned = 0 OR user.ban_expires_at <= ?4)"
    );
    /// Updates when a user was last seen. Of concurrent requests, only one changes the row.
    UPDATE_PRESENCE = "UPDATE user SET last_seen_at = ?2 WHERE id = ?1 AND (last_seen_at IS NULL OR last_seen_at <= ?3)";
    UPDATE_KEY_USE = "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)";
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
                let tables = ["session", "user", "estate", "organization", "membership", "api_key", "creator"];
                assert!(!tables.iter().any(|table| step == format!("SCAN {table}")), "{step}");
            }
        }
    }
}
