//! The messages between the Worker and a limiter.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::limit::{Decision, Limit};

/// Counts hits if the limit allows them. The response is a [`Decision`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Take {
    pub limit: Limit,
    /// How many hits, all or nothing: 1 to the limit's `max`.
    pub count: u32,
    /// The idempotency key: sent twice it counts once; [`Refund`] removes its hits.
    pub attempt: String,
}

/// Removes the hits of a [`Take`]. Idempotent. The response is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// See [`Take::attempt`].
    pub attempt: String,
}

/// Leases permits, which the caller may use for a while without further calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    pub limit: Limit,
    /// The most permits: 1 to the limit's `max`.
    pub count: u32,
    /// How long the lease lasts in milliseconds, 0 to the limit's `window_ms`; 0 means that all permits are used at
    /// once.
    pub life_ms: i64,
    /// The idempotency key: sent twice it is the same lease, unless all permits are used at once.
    pub attempt: String,
    /// The caller's previous lease, to be settled.
    pub settled: Option<Settled>,
}

/// An ended lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Settled {
    /// See [`Lease::attempt`].
    pub attempt: String,
    /// How many of its permits were used.
    pub used: u32,
}

/// The response to [`Lease`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Leased {
    /// 0 when the limit is reached.
    pub granted: u32,
    /// Leased permits do not count as remaining.
    pub decision: Decision,
}
