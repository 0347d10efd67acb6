//! What is said between the Worker and a locker.

use serde::{Deserialize, Serialize};

/// Asks for the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TryAcquire {
    /// Who wants it: free text for people who look at a lock that is held.
    pub owner: String,
    /// How long it is held unless renewed, in milliseconds: 1 to [`TryAcquire::LONGEST_TTL_MS`].
    pub ttl_ms: i64,
    /// Names this try: the same try sent twice gets the same lease, not a refusal.
    pub attempt: String,
}

impl TryAcquire {
    /// One hour.
    pub const LONGEST_TTL_MS: i64 = 3_600_000;
}

/// The answer to [`TryAcquire`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Acquisition {
    /// The lock is the caller's.
    Acquired {
        /// Always true.
        acquired: bool,
        /// The fencing token: larger than that of every lease before.
        token: u64,
        /// Milliseconds since 1970.
        expires_at: i64,
    },
    /// Somebody else has it.
    Held {
        /// Always false.
        acquired: bool,
        /// Milliseconds since 1970; it may be released before, or renewed.
        held_until: i64,
    },
}

/// Asks for more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renew {
    /// The lease's token.
    pub token: u64,
    /// How long it is held from now, in milliseconds: 1 to [`TryAcquire::LONGEST_TTL_MS`].
    pub ttl_ms: i64,
}

/// The answer to [`Renew`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// The lease's new end in milliseconds since 1970; none when the token does not hold the lock (any more).
    pub expires_at: Option<i64>,
}

/// Gives the lock back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// The lease's token.
    pub token: u64,
}

/// The answer to [`Release`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Released {
    /// Whether it was this token that held the lock until it was released, now or by an earlier call.
    pub released: bool,
}

/// Who has the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockState {
    /// Whether anybody has it.
    pub locked: bool,
    /// The holder's name.
    pub owner: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: Option<i64>,
}
