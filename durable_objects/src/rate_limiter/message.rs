//! What is said between the Worker and a limiter.

use serde::{Deserialize, Serialize};
use steward_kernel::limit::{Decision, Limit};

/// Counts something that is about to be done, if the limit lets it through. The answer is a [`Decision`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Take {
    /// The limit.
    pub limit: Limit,
    /// How often it is done, all or nothing: 1 to the limit's `max`.
    pub count: u32,
    /// Names this try: sent twice it counts once, and [`GiveBack`] takes it back.
    pub attempt: String,
}

/// Takes the hits of a [`Take`] back; again and again if need be. The answer is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GiveBack {
    /// The name of the try.
    pub attempt: String,
}

/// Asks for permits that the asker may use up by itself for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// The limit.
    pub limit: Limit,
    /// How many at most: 1 to the limit's `max`.
    pub count: u32,
    /// For how long from the asking on, in milliseconds; 0 to the limit's `window_ms`. 0: all are used at once.
    pub life_ms: i64,
    /// Names this lease: sent twice it is the same, unless all are used at once.
    pub attempt: String,
    /// The asker's lease before this one, if there is one to settle.
    pub settled: Option<Settled>,
}

/// A lease that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settled {
    /// Its name.
    pub attempt: String,
    /// How many of its permits were used.
    pub used: u32,
}

/// The answer to [`Lease`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leased {
    /// How many permits: 0 when the limit is reached.
    pub granted: u32,
    /// How things stand; what is remaining is without the permits that are on lease.
    pub decision: Decision,
}
