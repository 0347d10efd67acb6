//! Verifies a chain: no event is missing or altered since it was chained, and it contains its newest anchor.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;
use steward_kernel::sealing::KeyRing;
use steward_kernel::signature::is_same;

use super::anchor::{self, Anchor, Forged};
use super::chain::{HashedEvent, Head, PLATFORM, key_id_of};
use super::model::{Break, BreakReason, Verification};
use super::retention::{Checkpoint, Start};
use super::service::FIRST;
use super::store;
use crate::edge::Edge;
use crate::edge::database::Outcome;

/// Events per call.
const STEP: u32 = 500;

/// An event with its place in the chain.
#[derive(Debug, FromJson)]
pub(super) struct ChainedEvent {
    #[serde(flatten)]
    pub event: HashedEvent,
    pub sequence: i64,
    pub hash: String,
}

/// Verifies up to 500 events of an organization's chain, or of the platform's, those after the number `after`.
///
/// # Errors
/// [`Error::Validation`] for a negative number.
pub async fn verify(edge: &Edge, organization_id: Option<&OrganizationId>, after: i64) -> Result<Verification, Error> {
    if !(0..=FIRST).contains(&after) {
        return Err(Error::field("after", "Use the number of an audit event, or 0 to start."));
    }
    let chain = organization_id.map_or(PLATFORM, AsRef::as_ref);
    let statements = vec![
        crate::bind!(store::SELECT_HEAD, chain),
        // Includes the previous event, whose hash is part of the first one's, and one more, which shows whether there
        // are more.
        crate::bind!(store::LIST_CHAINED, organization_id, after.max(1), STEP + 2),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let head: Option<Head> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let events: Vec<ChainedEvent> = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    let checkpoint: Option<Checkpoint> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let ring = edge.key_ring()?;
    let reason = match (anchor::newest(edge, chain).await?, checkpoint.unwrap_or_default().start(&ring, chain)) {
        (Some(Err(Forged)), _) => BreakReason::Anchor,
        (_, Err(Forged)) => BreakReason::Checkpoint,
        (anchor, Ok(start)) => {
            return Ok(check(&ring, head.as_ref(), anchor.and_then(Result::ok).as_ref(), &start, &events, after));
        }
    };
    let mut result = Verification::starting(head.as_ref(), None, 0, after);
    result.broken = Some(Break { sequence: after + 1, id: None, reason });
    Ok(result)
}

impl Verification {
    fn starting(head: Option<&Head>, anchor: Option<&Anchor>, removed_sequence: i64, after: i64) -> Self {
        Self {
            removed_sequence,
            checked_from: after + 1,
            checked_to: after,
            latest_sequence: head.map_or(0, |head| head.sequence),
            latest_hash: head.map(|head| head.hash.clone()),
            complete: false,
            anchored_sequence: anchor.map(|anchor| anchor.sequence),
            broken: None,
        }
    }
}

fn check(
    ring: &KeyRing,
    head: Option<&Head>,
    anchor: Option<&Anchor>,
    start: &Start,
    events: &[ChainedEvent],
    after: i64,
) -> Verification {
    let latest = head.map_or(0, |head| head.sequence);
    let after = after.max(start.sequence);
    let mut result = Verification::starting(head, anchor, start.sequence, after);
    let broken = |sequence, id: Option<&str>, reason| Some(Break { sequence, id: id.map(str::to_owned), reason });
    let mut rest = events;
    let mut before = start.hash.clone();
    if anchor.is_some_and(|anchor| anchor.sequence == start.sequence && !is_same(&anchor.hash, &start.hash)) {
        result.broken = broken(start.sequence, None, BreakReason::Altered);
        return result;
    }
    if let Some(removed) = events.first().filter(|event| event.sequence <= start.sequence) {
        result.broken = broken(removed.sequence, Some(&removed.event.id), BreakReason::Altered);
        return result;
    }
    if after > start.sequence {
        match events.split_first() {
            Some((first, others)) if first.sequence == after => {
                before.clone_from(&first.hash);
                rest = others;
            }
            _ if after > latest => {
                result.broken = cut_off(latest, anchor);
                result.complete = result.broken.is_none();
                return result;
            }
            _ => {
                result.broken = broken(after, None, BreakReason::Missing);
                return result;
            }
        }
    }
    for chained in rest.iter().take(STEP as usize) {
        let expected = result.checked_to + 1;
        if chained.sequence != expected {
            result.broken = broken(expected, None, BreakReason::Missing);
            return result;
        }
        if let Err(reason) = chained.check(ring, &before, anchor) {
            result.broken = broken(expected, Some(&chained.event.id), reason);
            return result;
        }
        before.clone_from(&chained.hash);
        result.checked_to = expected;
    }
    let has_more = rest.len() > STEP as usize;
    if !has_more {
        match result.checked_to.cmp(&latest) {
            std::cmp::Ordering::Less => {
                result.broken = broken(result.checked_to + 1, None, BreakReason::Truncated);
            }
            // the head must have the last event's hash, or it was altered
            _ if result.checked_to > latest || head.is_some_and(|head| head.hash != before) => {
                result.broken = broken(result.checked_to, None, BreakReason::Altered);
            }
            _ => result.broken = cut_off(latest, anchor),
        }
        result.complete = result.broken.is_none();
    }
    result
}

/// A chain that ends before its anchor.
fn cut_off(latest: i64, anchor: Option<&Anchor>) -> Option<Break> {
    let is_cut_off = anchor.is_some_and(|anchor| anchor.sequence > latest);
    is_cut_off.then_some(Break { sequence: latest + 1, id: None, reason: BreakReason::Truncated })
}

impl ChainedEvent {
    /// Whether the event has its hash, after the event with the hash `before`, and the one that is anchored.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, ring: &KeyRing, before: &str, anchor: Option<&Anchor>) -> Result<(), BreakReason> {
        let key_id = key_id_of(&self.hash);
        // once a chain has keys, it never goes on without one
        if key_id.is_none() && key_id_of(before).is_some() {
            return Err(BreakReason::Altered);
        }
        let expected = self.event.hash(ring, key_id, before, self.sequence).map_err(|_| BreakReason::UnknownKey)?;
        let is_as_anchored = anchor.is_none_or(|anchor| anchor.sequence != self.sequence || anchor.hash == self.hash);
        if is_same(expected, &self.hash) && is_as_anchored { Ok(()) } else { Err(BreakReason::Altered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ring() -> KeyRing {
        KeyRing::parse("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap()
    }

    fn check_alone(head: Option<&Head>, events: &[ChainedEvent], after: i64) -> Verification {
        check(&ring(), head, None, &Start::default(), events, after)
    }

    fn chained(count: i64) -> (Head, Vec<ChainedEvent>) {
        chained_by(count, |_| Some("k1"))
    }

    fn chained_by(count: i64, key_id: fn(i64) -> Option<&'static str>) -> (Head, Vec<ChainedEvent>) {
        let mut before = String::new();
        let events: Vec<ChainedEvent> = (1..=count)
            .map(|sequence| {
                let event = HashedEvent::from_json(&json!({
                    "position": sequence * 2, "id": format!("aud_{sequence}"), "organization_id": "org_1",
                    "actor_type": "user", "action": "estate.create", "resource_type": "estate", "detail": "{}",
                    "created_at": sequence,
                }))
                .unwrap();
                before = event.hash(&ring(), key_id(sequence), &before, sequence).unwrap();
                ChainedEvent { event, sequence, hash: before.clone() }
            })
            .collect();
        (Head { chain: "org_1".to_owned(), sequence: count, hash: before }, events)
    }

    #[test]
    fn a_whole_chain_is_complete_from_any_event_on() {
        let (head, events) = chained(5);
        for after in 0..=5 {
            let from = usize::try_from(after.max(1) - 1).unwrap();
            let result = check_alone(Some(&head), &events[from..], after);
            assert!(result.complete && result.broken.is_none(), "{after}");
            assert_eq!(result.checked_to, 5);
        }
        assert!(check_alone(None, &[], 0).complete);
        assert!(check_alone(Some(&head), &[], 6).complete);
    }

    #[test]
    fn a_long_chain_is_verified_in_steps() {
        let (head, events) = chained(1_100);
        let (mut after, mut steps) = (0, 0);
        loop {
            let from = usize::try_from(after.max(1_i64) - 1).unwrap();
            let read = &events[from..events.len().min(from + STEP as usize + 2)];
            let result = check_alone(Some(&head), read, after);
            assert_eq!(result.broken, None);
            (after, steps) = (result.checked_to, steps + 1);
            if result.complete {
                break;
            }
        }
        assert_eq!((after, steps), (1_100, 3));
    }

    #[test]
    fn what_was_altered_removed_or_cut_off_is_found() {
        let reason = |head: &Head, events: &[ChainedEvent]| {
            check_alone(Some(head), events, 0).broken.map(|b| (b.sequence, b.reason))
        };
        let (head, mut events) = chained(5);
        events.remove(2);
        assert_eq!(reason(&head, &events), Some((3, BreakReason::Missing)));
        let (head, mut events) = chained(5);
        events[1].hash = events[0].hash.clone();
        assert_eq!(reason(&head, &events), Some((2, BreakReason::Altered)));
        let (head, mut events) = chained(5);
        events[4].event = events[3].event.clone();
        assert_eq!(reason(&head, &events), Some((5, BreakReason::Altered)));
        let (head, mut events) = chained(5);
        events.truncate(3);
        assert_eq!(reason(&head, &events), Some((4, BreakReason::Truncated)));
        assert_eq!(reason(&head, &[]), Some((1, BreakReason::Truncated)));
        let (mut head, events) = chained(5);
        head.hash = String::new();
        assert_eq!(reason(&head, &events), Some((5, BreakReason::Altered)));
    }

    #[test]
    fn a_chain_is_verified_from_its_checkpoint_on() {
        let (head, events) = chained(6);
        let start = Start { sequence: 2, hash: events[1].hash.clone() };
        let check_from =
            |start: &Start, events: &[ChainedEvent], after| check(&ring(), Some(&head), None, start, events, after);
        for after in 0..=2 {
            let result = check_from(&start, &events[2..], after);
            assert!(result.complete, "{after}");
            assert_eq!((result.checked_from, result.checked_to, result.removed_sequence), (3, 6, 2));
        }
        assert!(check_from(&start, &events[3..], 4).complete);
        let reason = |start: &Start, events: &[ChainedEvent]| {
            check_from(start, events, 0).broken.map(|broken| (broken.sequence, broken.reason))
        };
        assert_eq!(reason(&start, &events[3..]), Some((3, BreakReason::Missing)), "more than the rule");
        assert_eq!(reason(&start, &events[1..]), Some((2, BreakReason::Altered)), "an event before the checkpoint");
        let other = Start { sequence: 2, hash: events[0].hash.clone() };
        assert_eq!(reason(&other, &events[2..]), Some((3, BreakReason::Altered)));
        let all = Start { sequence: 6, hash: events[5].hash.clone() };
        assert_eq!(reason(&all, &[]), None);
    }

    #[test]
    fn events_without_a_key_are_valid_only_in_front_of_those_with_one() {
        let (head, events) = chained_by(4, |sequence| (sequence > 2).then_some("k1"));
        assert!(check_alone(Some(&head), &events, 0).complete);
        let (head, events) = chained_by(4, |sequence| (sequence != 3).then_some("k1"));
        let broken = check_alone(Some(&head), &events, 0).broken.unwrap();
        assert_eq!((broken.sequence, broken.reason), (3, BreakReason::Altered));
        let (head, mut events) = chained(4);
        events[1].hash = events[1].hash.replace("k1:", "k9:");
        let broken = check_alone(Some(&head), &events, 0).broken.unwrap();
        assert_eq!((broken.sequence, broken.reason), (2, BreakReason::UnknownKey));
    }

    #[test]
    fn a_chain_that_contradicts_its_anchor_is_broken() {
        let (head, events) = chained(5);
        let anchor = |sequence, hash: &str| {
            let anchor = json!({
                "chain": "org_1", "sequence": sequence, "hash": hash, "anchoredAt": 1,
                "keyId": "k1", "signature": "",
            });
            Anchor::from_json(&anchor).unwrap()
        };
        let reason = |anchor: &Anchor, head: &Head, events: &[ChainedEvent]| {
            check(&ring(), Some(head), Some(anchor), &Start::default(), events, 0)
                .broken
                .map(|broken| (broken.sequence, broken.reason))
        };
        let genuine = anchor(4, &events[3].hash);
        assert_eq!(reason(&genuine, &head, &events), None);
        let (short, few) = chained(3);
        assert_eq!(reason(&genuine, &short, &few), Some((4, BreakReason::Truncated)), "cut off, with its head");
        // written anew by somebody without the keys
        let (other, anew) = chained_by(5, |_| None);
        assert_eq!(reason(&genuine, &other, &anew), Some((4, BreakReason::Altered)));
    }
}
