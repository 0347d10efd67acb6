//! The messages between the Worker and a locker.

use serde::{Deserialize, Serialize};

/// Acquires the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TryAcquire {
    /// Free text that describes the holder.
    pub owner: String,
    /// How long the lease lasts unless renewed, in milliseconds: 1 to [`TryAcquire::MAX_TTL_MS`].
    pub ttl_ms: i64,
    /// The idempotency key: the same attempt sent twice gets the same lease.
    pub attempt: String,
}

impl TryAcquire {
    /// One hour.
    pub const MAX_TTL_MS: i64 = 3_600_000;
}

/// The response to [`TryAcquire`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Acquisition {
    /// The caller holds the lock.
    Acquired {
        /// Always true.
        acquired: bool,
        /// The fencing token: larger than those of all earlier leases.
        token: u64,
        /// Milliseconds since 1970.
        expires_at: i64,
    },
    /// Another owner holds the lock.
    Held {
        /// Always false.
        acquired: bool,
        /// Milliseconds since 1970; the lease may be released earlier, or renewed.
        held_until: i64,
    },
}

/// Extends a lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renew {
    /// The fencing token of the lease.
    pub token: u64,
    /// How long the lease lasts from now, in milliseconds: 1 to [`TryAcquire::MAX_TTL_MS`].
    pub ttl_ms: i64,
}

/// The response to [`Renew`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// Milliseconds since 1970; none when the token does not hold the lock, or no longer.
    pub expires_at: Option<i64>,
}

/// Releases the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// The fencing token of the lease.
    pub token: u64,
}

/// The response to [`Release`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Released {
    /// Whether this token held the lock until it was released, by this or an earlier call.
    pub released: bool,
}

/// The state of the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockState {
    pub locked: bool,
    /// See [`TryAcquire::owner`].
    pub owner: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: Option<i64>,
}
