//! Whether a chain is whole: every line is there, and is as it was when the chain was closed over it.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::OrganizationId;

use super::chain::{End, Line};
use super::model::{Break, BreakReason, Verification};
use super::service::FIRST;
use super::store;
use crate::edge::Edge;
use crate::edge::database::Outcome;

/// Lines of one call.
const STEP: u32 = 500;

#[derive(Debug, Deserialize)]
struct Closed {
    #[serde(flatten)]
    line: Line,
    sequence: i64,
    hash: String,
}

/// Goes through up to 500 lines of an organization's chain after the number `after`.
///
/// # Errors
/// [`Error::Validation`] for a negative number.
pub async fn verify(edge: &Edge, organization_id: &OrganizationId, after: i64) -> Result<Verification, Error> {
    if !(0..=FIRST).contains(&after) {
        return Err(Error::field("after", "This is the number of a line, from 0."));
    }
    let statements = vec![
        crate::bind!(store::SELECT_END, organization_id),
        // with the line before, whose hash goes into the first, and one more, which says that there are more
        crate::bind!(store::LIST_CLOSED, organization_id, after.max(1), STEP + 2),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let end: Option<End> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let lines: Vec<Closed> = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    Ok(check(end.as_ref(), &lines, after))
}

fn check(end: Option<&End>, lines: &[Closed], after: i64) -> Verification {
    let latest = end.map_or(0, |end| end.sequence);
    let mut result = Verification {
        checked_from: after + 1,
        checked_to: after,
        latest_sequence: latest,
        latest_hash: end.map(|end| end.hash.clone()),
        complete: false,
        broken: None,
    };
    let broken = |sequence, id: Option<&str>, reason| Some(Break { sequence, id: id.map(str::to_owned), reason });
    let mut rest = lines;
    let mut before = String::new();
    if after > 0 {
        match lines.split_first() {
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
    for closed in rest.iter().take(STEP as usize) {
        let due = result.checked_to + 1;
        if closed.sequence != due {
            result.broken = broken(due, None, BreakReason::Missing);
            return result;
        }
        if closed.line.hash(&before, due) != closed.hash {
            result.broken = broken(due, Some(&closed.line.id), BreakReason::Altered);
            return result;
        }
        before.clone_from(&closed.hash);
        result.checked_to = due;
    }
    let has_more = rest.len() > STEP as usize;
    if !has_more {
        match result.checked_to.cmp(&latest) {
            std::cmp::Ordering::Less => {
                result.broken = broken(result.checked_to + 1, None, BreakReason::Truncated);
            }
            // the end must be the last line's hash, or the end was altered
            _ if result.checked_to > latest || end.is_some_and(|end| end.hash != before) => {
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

    fn closed(count: i64) -> (End, Vec<Closed>) {
        let mut before = String::new();
        let lines: Vec<Closed> = (1..=count)
            .map(|sequence| {
                let line: Line = serde_json::from_value(json!({
                    "position": sequence * 2, "id": format!("aud_{sequence}"), "organization_id": "org_1",
                    "actor_type": "user", "action": "estate.create", "resource_type": "estate", "detail": "{}",
                    "created_at": sequence,
                }))
                .unwrap();
                before = line.hash(&before, sequence);
                Closed { line, sequence, hash: before.clone() }
            })
            .collect();
        (End { chain: "org_1".to_owned(), sequence: count, hash: before }, lines)
    }

    #[test]
    fn a_whole_chain_is_complete_from_any_line_on() {
        let (end, lines) = closed(5);
        for after in 0..=5 {
            let from = usize::try_from(after.max(1) - 1).unwrap();
            let result = check(Some(&end), &lines[from..], after);
            assert!(result.complete && result.broken.is_none(), "{after}");
            assert_eq!(result.checked_to, 5);
        }
        assert!(check(None, &[], 0).complete);
        assert!(check(Some(&end), &[], 6).complete);
    }

    #[test]
    fn a_long_chain_is_gone_through_in_steps() {
        let (end, lines) = closed(1_100);
        let (mut after, mut steps) = (0, 0);
        loop {
            let from = usize::try_from(after.max(1_i64) - 1).unwrap();
            let read = &lines[from..lines.len().min(from + STEP as usize + 2)];
            let result = check(Some(&end), read, after);
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
        let reason = |end: &End, lines: &[Closed]| check(Some(end), lines, 0).broken.map(|b| (b.sequence, b.reason));
        let (end, mut lines) = closed(5);
        lines.remove(2);
        assert_eq!(reason(&end, &lines), Some((3, BreakReason::Missing)));
        let (end, mut lines) = closed(5);
        lines[1].hash = lines[0].hash.clone();
        assert_eq!(reason(&end, &lines), Some((2, BreakReason::Altered)));
        let (end, mut lines) = closed(5);
        lines[4].line = lines[3].line.clone();
        assert_eq!(reason(&end, &lines), Some((5, BreakReason::Altered)));
        let (end, mut lines) = closed(5);
        lines.truncate(3);
        assert_eq!(reason(&end, &lines), Some((4, BreakReason::Truncated)));
        assert_eq!(reason(&end, &[]), Some((1, BreakReason::Truncated)));
        let (mut end, lines) = closed(5);
        end.hash = String::new();
        assert_eq!(reason(&end, &lines), Some((5, BreakReason::Altered)));
    }
}
