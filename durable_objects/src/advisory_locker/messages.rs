//! The messages between the Worker and a locker.

use serde::Serialize;
use serde_json::Value;
use steward_kernel::from_json::{FromJson, JsonError, Object};

/// Acquires the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl FromJson for Acquisition {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        let object = Object::of(value)?;
        let acquired = object.field("acquired")?;
        Ok(if acquired {
            Self::Acquired { acquired, token: object.field("token")?, expires_at: object.field("expiresAt")? }
        } else {
            Self::Held { acquired, held_until: object.field("heldUntil")? }
        })
    }
}

/// Extends a lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Renew {
    /// The fencing token of the lease.
    pub token: u64,
    /// How long the lease lasts from now, in milliseconds: 1 to [`TryAcquire::MAX_TTL_MS`].
    pub ttl_ms: i64,
}

/// The response to [`Renew`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// Milliseconds since 1970; none when the token does not hold the lock, or no longer.
    pub expires_at: Option<i64>,
}

/// Releases the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// The fencing token of the lease.
    pub token: u64,
}

/// The response to [`Release`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Released {
    /// Whether this token held the lock until it was released, by this or an earlier call.
    pub released: bool,
}

/// The state of the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct LockState {
    pub locked: bool,
    /// See [`TryAcquire::owner`].
    pub owner: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acquisitions_round_trip() {
        for acquisition in [
            Acquisition::Acquired { acquired: true, token: 7, expires_at: 9_000 },
            Acquisition::Held { acquired: false, held_until: 8_000 },
        ] {
            let value = serde_json::to_value(&acquisition).unwrap();
            assert_eq!(Acquisition::from_json(&value), Ok(acquisition));
        }
    }
}
