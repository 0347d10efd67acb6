//! Sealed columns: declared in the domains whose tables they are in.
//!
//! A sealed text begins with its key's id and a full stop. The migrations have an index on (that id, row) for each
//! column.

use std::sync::OnceLock;

/// A column that holds sealed texts, and the statements over it. Its table's primary key is `id`.
#[derive(Debug)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
    /// Rows under the key `?1` after the row `?2`.
    pub select: &'static str,
    /// Replaces the value `?2` of row `?1` by `?3`.
    pub update: &'static str,
    /// Counts the rows under each key. The keys are found by skipping from one to the next in the index.
    pub count: &'static str,
}

/// Declares the sealed columns of a domain as `SEALED_COLUMNS`: `sealed_columns! { "account", "access_token_sealed";
/// }`.
#[macro_export]
macro_rules! sealed_columns {
    (@key $column:literal) => {
        concat!("substr(", $column, ", 1, instr(", $column, ", '.') - 1)")
    };
    (@select $table:literal, $column:literal) => {
        concat!("SELECT id, ", $column, " AS sealed FROM ", $table, " WHERE ", $column, " IS NOT NULL AND ",
            $crate::sealed_columns!(@key $column), " = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
    };
    (@update $table:literal, $column:literal) => {
        concat!("UPDATE ", $table, " SET ", $column, " = ?3 WHERE id = ?1 AND ", $column, " = ?2")
    };
    (@count $table:literal, $column:literal) => {
        concat!("WITH RECURSIVE keys (id) AS (SELECT min(", $crate::sealed_columns!(@key $column), ") FROM ", $table,
            " WHERE ", $column, " IS NOT NULL UNION ALL SELECT (SELECT min(", $crate::sealed_columns!(@key $column),
            ") FROM ", $table, " WHERE ", $column, " IS NOT NULL AND ", $crate::sealed_columns!(@key $column),
            " > keys.id) FROM keys WHERE keys.id IS NOT NULL) SELECT keys.id AS key_id, (SELECT count(*) FROM ", $table,
            " WHERE ", $column, " IS NOT NULL AND ", $crate::sealed_columns!(@key $column),
            " = keys.id) AS count FROM keys WHERE keys.id IS NOT NULL")
    };
    ($($table:literal, $column:literal;)+) => {
        /// The sealed columns of this domain.
        pub const SEALED_COLUMNS: &[$crate::platform::sealing::Column] = &[$($crate::platform::sealing::Column {
            table: $table,
            column: $column,
            select: $crate::sealed_columns!(@select $table, $column),
            update: $crate::sealed_columns!(@update $table, $column),
            count: $crate::sealed_columns!(@count $table, $column),
        }),+];

        /// The statements over them, by name.
        #[cfg(test)]
        pub const STATEMENTS: &[(&str, &str)] = &[$(
            (concat!(module_path!(), "::select::", $column), $crate::sealed_columns!(@select $table, $column)),
            (concat!(module_path!(), "::update::", $column), $crate::sealed_columns!(@update $table, $column)),
            (concat!(module_path!(), "::count::", $column), $crate::sealed_columns!(@count $table, $column)),
        )+];
    };
}

/// The sealed columns of all domains.
pub type Columns = &'static [&'static [Column]];

static COLUMNS: OnceLock<Columns> = OnceLock::new();

/// Installs the sealed columns, once in each isolate.
pub fn install(columns: Columns) {
    // every entry point installs the same
    let _ = COLUMNS.set(columns);
}

pub(super) fn all() -> impl Iterator<Item = &'static Column> {
    COLUMNS.get().copied().unwrap_or_default().iter().copied().flatten()
}
