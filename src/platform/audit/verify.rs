//! Verifies a chain: no event is missing or altered since it was chained.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;

use super::chain::{HashedEvent, Head};
use super::model::{Break, BreakReason, Verification};
use super::service::FIRST;
use super::store;
use crate::edge::Edge;
use crate::edge::database::Outcome;

/// Events per call.
const STEP: u32 = 500;

#[derive(Debug, FromJson)]
struct ChainedEvent {
    #[serde(flatten)]
    event: HashedEvent,
    sequence: i64,
    hash: String,
}

/// Verifies up to 500 events of an organization's chain, those after the number `after`.
///
/// # Errors
/// [`Error::Validation`] for a negative number.
pub async fn verify(edge: &Edge, organization_id: &OrganizationId, after: i64) -> Result<Verification, Error> {
    if !(0..=FIRST).contains(&after) {
        return Err(Error::field("after", "Use the number of an audit event, or 0 to start."));
    }
    let statements = vec![
        crate::bind!(store::SELECT_HEAD, organization_id),
        // Includes the previous event, whose hash is part of the first one's, and one more, which shows whether there
        // are more.
        crate::bind!(store::LIST_CHAINED, organization_id, after.max(1), STEP + 2),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let head: Option<Head> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let events: Vec<ChainedEvent> = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    Ok(check(head.as_ref(), &events, after))
}

fn check(head: Option<&Head>, events: &[ChainedEvent], after: i64) -> Verification {
    let latest = head.map_or(0, |head| head.sequence);
    let mut result = Verification {
        checked_from: after + 1,
        checked_to: after,
        latest_sequence: latest,
        latest_hash: head.map(|head| head.hash.clone()),
        complete: false,
        broken: None,
    };
    let broken = |sequence, id: Option<&str>, reason| Some(Break { sequence, id: id.map(str::to_owned), reason });
    let mut rest = events;
    let mut before = String::new();
    if after > 0 {
        match events.split_first() {
            Some((first, others)) if first.sequence == after => {
                before.clone_from(&first.hash);
                rest = others;
            }
            _ if after > latest => {
                result.complete = true;
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
        if chained.event.hash(&before, expected) != chained.hash {
            result.broken = broken(expected, Some(&chained.event.id), BreakReason::Altered);
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
            _ => {}
        }
        result.complete = result.broken.is_none();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chained(count: i64) -> (Head, Vec<ChainedEvent>) {
        let mut before = String::new();
        let events: Vec<ChainedEvent> = (1..=count)
            .map(|sequence| {
                let event = HashedEvent::from_json(&json!({
                    "position": sequence * 2, "id": format!("aud_{sequence}"), "organization_id": "org_1",
                    "actor_type": "user", "action": "estate.create", "resource_type": "estate", "detail": "{}",
                    "created_at": sequence,
                }))
                .unwrap();
                before = event.hash(&before, sequence);
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
            let result = check(Some(&head), &events[from..], after);
            assert!(result.complete && result.broken.is_none(), "{after}");
            assert_eq!(result.checked_to, 5);
        }
        assert!(check(None, &[], 0).complete);
        assert!(check(Some(&head), &[], 6).complete);
    }

    #[test]
    fn a_long_chain_is_verified_in_steps() {
        let (head, events) = chained(1_100);
        let (mut after, mut steps) = (0, 0);
        loop {
            let from = usize::try_from(after.max(1_i64) - 1).unwrap();
            let read = &events[from..events.len().min(from + STEP as usize + 2)];
            let result = check(Some(&head), read, after);
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
        let reason =
            |head: &Head, events: &[ChainedEvent]| check(Some(head), events, 0).broken.map(|b| (b.sequence, b.reason));
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
}
