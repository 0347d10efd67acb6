//! SQL over every sealed column. A sealed text begins with its key's id and a full stop; the migrations have an index on
//! (that id, row) for each column.

/// A column that holds sealed texts, and the statements over it.
#[derive(Debug)]
pub struct Column {
    /// Its primary key is `id`.
    pub table: &'static str,
    pub column: &'static str,
    /// Rows under the key `?1` after the row `?2`.
    pub select: &'static str,
    /// Replaces the value `?2` of row `?1` by `?3`.
    pub update: &'static str,
    /// Counts the rows under each key. The keys are found by skipping from one to the next in the index.
    pub count: &'static str,
}

macro_rules! key_of {
    ($column:literal) => {
        concat!("substr(", $column, ", 1, instr(", $column, ", '.') - 1)")
    };
}

macro_rules! columns {
    ($($table:literal, $column:literal;)+) => {
        /// Every sealed column.
        pub const COLUMNS: &[Column] = &[$(Column {
            table: $table,
            column: $column,
            select: concat!("SELECT id, ", $column, " AS sealed FROM ", $table, " WHERE ", $column, " IS NOT NULL AND ",
                key_of!($column), " = ?1 AND id > ?2 ORDER BY id LIMIT ?3"),
            update: concat!("UPDATE ", $table, " SET ", $column, " = ?3 WHERE id = ?1 AND ", $column, " = ?2"),
            count: concat!("WITH RECURSIVE keys (id) AS (SELECT min(", key_of!($column), ") FROM ", $table, " WHERE ",
                $column, " IS NOT NULL UNION ALL SELECT (SELECT min(", key_of!($column), ") FROM ", $table, " WHERE ",
                $column, " IS NOT NULL AND ", key_of!($column), " > keys.id) FROM keys WHERE keys.id IS NOT NULL) \
                SELECT keys.id AS key_id, (SELECT count(*) FROM ", $table, " WHERE ", $column, " IS NOT NULL AND ",
                key_of!($column), " = keys.id) AS count FROM keys WHERE keys.id IS NOT NULL"),
        },)+];

        /// Every statement of this store, by name.
        #[cfg(test)]
        pub const STATEMENTS: &[(&str, &str)] = &{
            let mut statements = [("", ""); COLUMNS.len() * 3];
            let mut index = 0;
            while index < COLUMNS.len() {
                statements[index * 3] = ("steward::platform::sealing::store::select", COLUMNS[index].select);
                statements[index * 3 + 1] = ("steward::platform::sealing::store::update", COLUMNS[index].update);
                statements[index * 3 + 2] = ("steward::platform::sealing::store::count", COLUMNS[index].count);
                index += 1;
            }
            statements
        };
    };
}

columns! {
    "account", "access_token_sealed";
    "account", "refresh_token_sealed";
    "account", "id_token_sealed";
    "dynamic_client_info", "client_info_sealed";
    "verification", "value_sealed";
    "mcp_connection_param", "param_value_sealed";
}
