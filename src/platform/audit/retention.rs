//! Removing the oldest events of a chain. A checkpoint, signed by a key of the ring, has the number and the hash of the last
//! removed event: the rest of the chain is verified from there, and who can write to the database only cannot remove more.
//!
//! Removed events are archived in the bucket for 30 days, one JSON object a line: the content that was hashed, and the hash.

use std::fmt::Write;

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;
use steward_kernel::sealing::KeyRing;
use steward_kernel::time::{DAY, Timestamp};

use super::anchor::Forged;
use super::chain::key_id_of;
use super::model::BreakReason;
use super::store;
use super::verify::ChainedEvent;
use crate::edge::Edge;
use crate::edge::database::Outcome;
use crate::platform::change::Change;

/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "audit-checkpoint";
/// Events per call.
const STEP: u32 = 500;
const ARCHIVE_DAYS: i64 = 30;
/// The days after which an archive that could not be deleted is no longer looked for.
const LAST_ARCHIVE_DAYS: i64 = 40;

/// A signature by the newest key of the ring: the key's id, a colon, and an HMAC-SHA256 in hex.
///
/// # Errors
/// [`Error::Internal`] without a key.
pub fn sign(edge: &Edge, purpose: &str, content: &str) -> Result<String, Error> {
    let ring = edge.key_ring()?;
    let key_id = ring.active_id().map_err(Error::internal)?;
    signature(&ring, key_id, purpose, content)
}

fn signature(ring: &KeyRing, key_id: &str, purpose: &str, content: &str) -> Result<String, Error> {
    let digits = ring.derive(key_id, purpose, content).map_err(Error::internal)?;
    Ok(format!("{key_id}:{}", hex::encode(digits)))
}

/// Whether a key of the ring has signed the content.
#[must_use]
pub fn is_signed(ring: &KeyRing, purpose: &str, content: &str, signed: &str) -> bool {
    key_id_of(signed).and_then(|key_id| signature(ring, key_id, purpose, content).ok()).is_some_and(|own| own == signed)
}

/// Where a chain begins after its oldest events were removed.
#[derive(Debug, Default, FromJson)]
pub(super) struct Checkpoint {
    removed_sequence: i64,
    removed_hash: Option<String>,
    removed_signature: Option<String>,
}

/// The number and the hash of the last removed event: 0 and nothing in a whole chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Start {
    pub sequence: i64,
    pub hash: String,
}

impl Start {
    fn content(&self, chain: &str) -> String {
        json!([chain, self.sequence, self.hash]).to_string()
    }
}

impl Checkpoint {
    /// The start of a chain.
    ///
    /// # Errors
    /// [`Forged`] when no key of the ring has signed the checkpoint.
    pub fn start(self, ring: &KeyRing, chain: &str) -> Result<Start, Forged> {
        if self.removed_sequence == 0 {
            return Ok(Start::default());
        }
        let start = Start { sequence: self.removed_sequence, hash: self.removed_hash.unwrap_or_default() };
        let signed = self.removed_signature.unwrap_or_default();
        if is_signed(ring, PURPOSE, &start.content(chain), &signed) { Ok(start) } else { Err(Forged) }
    }
}

/// What was removed: the numbers of the first and the last event.
#[derive(Debug)]
pub struct Removed {
    pub first: i64,
    pub last: i64,
    /// There may be more to remove.
    pub has_more: bool,
}

/// Archives up to 500 of an organization's oldest events, and adds their removal to a change: those before a time and up to
/// a number. Events that were altered, or come after a gap, are not removed.
///
/// # Errors
/// [`Error::Internal`] when the chain is broken or the bucket does not respond.
pub async fn remove_oldest(
    change: &mut Change,
    organization_id: &OrganizationId,
    before: i64,
    up_to: i64,
) -> Result<Option<Removed>, Error> {
    let edge = change.edge().clone();
    let (ring, chain) = (edge.key_ring()?, organization_id.as_ref());
    let statements =
        vec![crate::bind!(store::SELECT_HEAD, chain), crate::bind!(store::LIST_CHAINED, organization_id, 1, STEP)];
    let outcomes = edge.database()?.batch(statements).await?;
    let checkpoint: Option<Checkpoint> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let events: Vec<ChainedEvent> = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    let start = checkpoint.unwrap_or_default().start(&ring, chain);
    let start = start.map_err(|_| Error::internal("the checkpoint of the chain is not the platform's"))?;
    let (mut end, mut lines) = (start.clone(), String::new());
    for chained in &events {
        if chained.sequence > up_to || chained.event.created_at >= before {
            break;
        }
        // events of a dropped key can no longer be verified, and may go nevertheless
        let is_valid = matches!(chained.check(&ring, &end.hash, None), Ok(()) | Err(BreakReason::UnknownKey));
        if chained.sequence != end.sequence + 1 || !is_valid {
            return Err(Error::internal("the chain is broken"));
        }
        let content = chained.event.content(&end.hash, chained.sequence);
        // a hash has no character that JSON escapes
        let _ = writeln!(lines, "{{\"content\":{content},\"hash\":\"{}\"}}", chained.hash);
        end = Start { sequence: chained.sequence, hash: chained.hash.clone() };
    }
    if end.sequence == start.sequence {
        return Ok(None);
    }
    let first = start.sequence + 1;
    let key = format!("{}{chain}/{first:015}-{:015}.ndjson", archive_prefix(edge.now()), end.sequence);
    edge.store(&key, lines.into_bytes(), "application/x-ndjson").await?;
    let signed = sign(&edge, PURPOSE, &end.content(chain))?;
    change.must_change(crate::bind!(store::MOVE_CHECKPOINT, chain, start.sequence, end.sequence, end.hash, signed));
    change.run(crate::bind!(store::DELETE_UP_TO, organization_id, end.sequence));
    let has_more = end.sequence - start.sequence == i64::from(STEP);
    Ok(Some(Removed { first, last: end.sequence, has_more }))
}

/// The objects with what was removed on the day of this time.
fn archive_prefix(time: i64) -> String {
    let day: String = Timestamp(time).to_string().chars().take("2026-01-01".len()).collect();
    format!("audit-archive/{day}/")
}

/// Deletes archives after 30 days.
///
/// # Errors
/// [`Error::Internal`] when the bucket does not respond. The next run tries again.
pub(super) async fn expire_archives(edge: &Edge) -> Result<(), Error> {
    for days in ARCHIVE_DAYS + 1..=LAST_ARCHIVE_DAYS {
        edge.remove_some(&archive_prefix(edge.now() - days * DAY)).await?;
    }
    Ok(())
}
