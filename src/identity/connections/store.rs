//! SQL of accounts at providers and of states.

crate::statements! {
    /// A state that a provider returns once.
    INSERT_STATE = "INSERT INTO verification (id, identifier, value, expires_at, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    /// Consumes a state.
    TAKE_STATE = "DELETE FROM verification WHERE identifier = ?1 AND expires_at > ?2 RETURNING value";
    /// An account with the tokens that a provider issued. A sealed value can be opened only in its own row, so a row
    /// that a concurrent request wrote for the same account keeps its tokens.
    UPSERT_ACCOUNT = "INSERT INTO account (id, user_id, provider_id, account_id, access_token_sealed, \
        refresh_token_sealed, access_token_expires_at, refresh_token_expires_at, scope, created_at, updated_at, label) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11) \
        ON CONFLICT DO UPDATE SET access_token_sealed = excluded.access_token_sealed, \
        refresh_token_sealed = excluded.refresh_token_sealed, \
        access_token_expires_at = excluded.access_token_expires_at, \
        refresh_token_expires_at = excluded.refresh_token_expires_at, scope = excluded.scope, \
        label = excluded.label, updated_at = excluded.updated_at WHERE account.id = excluded.id";
    /// The accounts of a user at a provider.
    DELETE_ACCOUNTS = "DELETE FROM account WHERE user_id = ?1 AND provider_id = ?2";
    /// The account of a user at a provider.
    SELECT_ACCOUNT = "SELECT id, access_token_sealed, refresh_token_sealed, access_token_expires_at FROM account \
        WHERE user_id = ?1 AND provider_id = ?2 LIMIT 1";
    /// Replaces the tokens of an account whose access token still expires at this time. Another key may have sealed the
    /// token anew meanwhile.
    RENEW_ACCOUNT = "UPDATE account SET access_token_sealed = ?3, refresh_token_sealed = ?4, \
        access_token_expires_at = ?5, refresh_token_expires_at = ?6, updated_at = ?7 \
        WHERE id = ?1 AND access_token_expires_at IS ?2";
    /// Deletes an account whose access token still expires at this time.
    DELETE_ACCOUNT = "DELETE FROM account WHERE id = ?1 AND access_token_expires_at IS ?2";
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    /// A value that is sealed for one row cannot be opened in another. When two requests connect the same installation
    /// for the first time, the second one finds the first one's row and does not change it; later requests update it.
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
            let row = params![id, "u", "github-app", "9", sealed, nothing, 5, nothing, "metadata:read", 1, nothing];
            database.execute(super::UPSERT_ACCOUNT, row).unwrap();
            let sql = "SELECT group_concat(id || ' ' || access_token_sealed) FROM account";
            database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
        };
        assert_eq!(connect("acc_1", "first"), "acc_1 first");
        assert_eq!(connect("acc_2", "second"), "acc_1 first");
        assert_eq!(connect("acc_1", "third"), "acc_1 third");
    }
}
