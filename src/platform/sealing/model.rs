//! Keys and what is sealed under them, as administrators see it.

use serde::{Deserialize, Serialize};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// The keys, and what is sealed under each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sealing {
    /// The key that seals from now on.
    pub active_key_id: String,
    /// The keys of the ring, newest first; then keys that are not in it and that something is sealed under.
    pub keys: Vec<SealingKey>,
    /// Values that are still to be sealed anew under the active key.
    pub pending: u64,
    /// Values that nobody can open, because their key is not in the ring.
    pub lost: u64,
}

/// A key, without the key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SealingKey {
    /// Its id.
    pub id: String,
    /// When it was made, where its id says so.
    pub created_at: Option<Timestamp>,
    /// How old it is, in whole days.
    pub age_days: Option<i64>,
    /// Whether it seals.
    pub active: bool,
    /// Whether it is in the ring, so that what is sealed under it can be opened.
    pub known: bool,
    /// What is sealed under it, by column.
    pub counts: Vec<SealedColumn>,
    /// All of it together.
    pub total: u64,
}

/// Values in one column under one key.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many.
    pub count: u64,
}

/// A row of the count.
#[derive(Debug, Deserialize)]
pub(super) struct CountRow {
    pub key_id: String,
    pub count: u64,
}
