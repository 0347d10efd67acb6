//! Keys and the number of values sealed under them, as the API shows them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// The keys, and how many values are sealed under each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sealing {
    /// The key that seals new values.
    pub active_key_id: String,
    /// The keys of the ring, newest first; then keys that are not in the ring and that values are sealed under.
    pub keys: Vec<SealingKey>,
    /// Values that will be resealed under the active key.
    pub pending: u64,
    /// Values that cannot be opened, because their key is not in the ring.
    pub lost: u64,
}

/// A key of the ring, without its bytes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SealingKey {
    pub id: String,
    /// Null when the key's id contains no date.
    pub created_at: Option<Timestamp>,
    /// Age in whole days.
    pub age_days: Option<i64>,
    /// Whether it seals new values.
    pub active: bool,
    /// Whether it is in the ring, so that values sealed under it can be opened.
    pub known: bool,
    /// The number of values sealed under it, by column.
    pub counts: Vec<SealedColumn>,
    /// The number of values sealed under it.
    pub total: u64,
}

/// Values in one column under one key.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    pub count: u64,
}

/// The number of values under one key.
#[derive(Debug, FromJson)]
pub(super) struct CountRow {
    pub key_id: String,
    pub count: u64,
}
