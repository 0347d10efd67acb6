//! SQL of installations, of the repository behind an estate, and of deliveries.

crate::statements! {
    /// A state that GitHub is to bring back, once.
    INSERT_STATE = "INSERT INTO verification (id, identifier, value, expires_at, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    /// Takes a state that was brought back; it is gone with that.
    TAKE_STATE = "DELETE FROM verification WHERE identifier = ?1 AND expires_at > ?2 RETURNING value";
    /// Whether the user may still manage the estate's repository, and the account of theirs for the installation.
    SELECT_PERMITTED_ACCOUNT = "SELECT account.id AS account_id FROM estate \
        JOIN organization_user_membership AS membership \
        ON membership.organization_id = estate.organization_id AND membership.user_id = ?3 \
        LEFT JOIN account ON account.provider_id = ?5 AND account.account_id = ?6 AND account.user_id = ?3 \
        WHERE estate.id = ?1 AND estate.organization_id = ?2 AND membership.role IN (SELECT value FROM json_each(?4))";
    /// An installation that the user has access to. Sealed values open in their own row only, so another row of the
    /// same installation, made a moment ago, keeps its own.
    UPSERT_ACCOUNT = "INSERT INTO account (id, user_id, provider_id, account_id, access_token_sealed, \
        refresh_token_sealed, access_token_expires_at, refresh_token_expires_at, scope, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10) \
        ON CONFLICT DO UPDATE SET access_token_sealed = excluded.access_token_sealed, \
        refresh_token_sealed = excluded.refresh_token_sealed, \
        access_token_expires_at = excluded.access_token_expires_at, \
        refresh_token_expires_at = excluded.refresh_token_expires_at, scope = excluded.scope, \
        updated_at = excluded.updated_at WHERE account.id = excluded.id";
    /// The estate may use the user's account for the installation; told twice, it is so once.
    INSERT_PERMISSION = "INSERT INTO estate_account_permission (id, estate_id, account_id, created_at, updated_at) \
        SELECT ?1, ?2, id, ?6, ?6 FROM account WHERE provider_id = ?3 AND account_id = ?4 AND user_id = ?5 \
        ON CONFLICT (estate_id, account_id) DO NOTHING";
    /// The installations that an estate may use. CROSS JOIN keeps SQLite from going through everybody's accounts first.
    SELECT_INSTALLATIONS = "SELECT DISTINCT account.account_id AS installation_id FROM estate_account_permission \
        CROSS JOIN account ON account.id = estate_account_permission.account_id \
        WHERE estate_account_permission.estate_id = ?1 AND account.provider_id = ?2 LIMIT ?3";
    /// The repository that an estate is connected to.
    SELECT_SOURCE = "SELECT provider, repository_id, repository_full_name AS full_name, html_url, clone_url, branch, \
        path, account_id AS installation_id, created_at AS connected_at FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// Ends a connection; there is at most one.
    DEACTIVATE_SOURCE = "UPDATE config_source SET deactivated_at = ?2, updated_at = ?2 \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// A new connection.
    INSERT_SOURCE = "INSERT INTO config_source (id, estate_id, provider, account_id, repository_id, \
        repository_full_name, html_url, clone_url, branch, path, created_at, updated_at) \
        VALUES (?1, ?2, 'github', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)";
    /// All that a push needs to know: whether its delivery was here before, whether anybody is connected to the
    /// repository, and the connections to the branch, whosever they are.
    SELECT_PUSH = "SELECT (SELECT json_object('outcome', outcome, 'buildIds', json(build_ids)) FROM webhook_delivery \
            WHERE provider = 'github' AND delivery_id = ?1) AS known, \
        EXISTS (SELECT 1 FROM config_source WHERE repository_id = ?2 AND deactivated_at IS NULL) AS is_connected, \
        (SELECT json_group_array(json_object('estateId', estate_id, 'organizationId', organization_id, \
            'installationId', account_id, 'cloneUrl', clone_url, 'path', path)) FROM \
            (SELECT source.estate_id, estate.organization_id, source.account_id, source.clone_url, source.path \
            FROM config_source AS source JOIN estate ON estate.id = source.estate_id \
            WHERE source.repository_id = ?2 AND source.branch = ?3 AND source.deactivated_at IS NULL LIMIT ?4)) \
            AS connections";
    /// What became of a delivery.
    SELECT_DELIVERY = "SELECT json_object('outcome', outcome, 'buildIds', json(build_ids)) AS known \
        FROM webhook_delivery WHERE provider = 'github' AND delivery_id = ?1";
    /// A delivery. It is refused when it was here before, and with it the whole batch.
    INSERT_DELIVERY = "INSERT INTO webhook_delivery (provider, delivery_id, event, outcome, build_ids, received_at) \
        VALUES ('github', ?1, ?2, ?3, ?4, ?5)";
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    /// What is sealed for one row does not open in another: of two that connect the same installation for the first
    /// time at once, the second finds the first's row and leaves it alone; later ones know the row and renew it.
    #[test]
    fn tokens_are_renewed_in_their_own_row_only() {
        let database = Connection::open_in_memory().unwrap();
        let mut files: Vec<_> = std::fs::read_dir("migrations").unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        database
            .execute("INSERT INTO user (id, name, email, created_at, updated_at) VALUES ('u', 'n', 'e', 1, 1)", [])
            .unwrap();
        let connect = |id: &str, sealed: &str| {
            let nothing: Option<String> = None;
            let row = params![id, "u", "github-app", "9", sealed, nothing, 5, nothing, "metadata:read", 1];
            database.execute(super::UPSERT_ACCOUNT, row).unwrap();
            let sql = "SELECT group_concat(id || ' ' || access_token_sealed) FROM account";
            database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
        };
        assert_eq!(connect("acc_1", "first"), "acc_1 first");
        assert_eq!(connect("acc_2", "second"), "acc_1 first");
        assert_eq!(connect("acc_1", "third"), "acc_1 third");
    }
}
