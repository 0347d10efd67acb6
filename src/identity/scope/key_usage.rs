//! Counts the calls of API keys per day. Calls are counted in the isolate and written together, at most once a minute, so
//! that most calls write nothing. The calls since the last write are lost when the isolate ends.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Value, json};
use steward_kernel::time::{DAY, MINUTE};

/// The time between two writes of an isolate.
const INTERVAL_MS: i64 = MINUTE;
/// With more counts than these, they are written earlier.
const MAX_COUNTS: usize = 1_000;

#[derive(Debug, Default)]
struct Counts {
    /// By key and day.
    calls: HashMap<(String, i64), u32>,
    written_at: i64,
}

impl Counts {
    /// Counts a call at `now`. Returns the counts to write, when they are due.
    fn count(&mut self, key_id: &str, now: i64) -> Option<Value> {
        let calls = self.calls.entry((key_id.to_owned(), day(now))).or_default();
        *calls = calls.saturating_add(1);
        if now - self.written_at < INTERVAL_MS && self.calls.len() <= MAX_COUNTS {
            return None;
        }
        self.written_at = now;
        let counts = self.calls.drain();
        Some(counts.map(|((key, day), calls)| json!({ "key": key, "day": day, "calls": calls })).collect())
    }
}

thread_local! {
    static COUNTS: RefCell<Counts> = RefCell::default();
}

/// The number of a day since 1970, in UTC.
#[must_use]
pub const fn day(now: i64) -> i64 {
    now.div_euclid(DAY)
}

/// Counts a call of a key. Returns the counts to write, as a JSON array, when they are due.
pub(super) fn count(key_id: &str, now: i64) -> Option<String> {
    COUNTS.with_borrow_mut(|counts| counts.count(key_id, now)).map(|counts| counts.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_written_once_a_minute_and_counted_by_the_day_they_were_made_on() {
        let mut counts = Counts::default();
        let now = 20_000 * DAY + DAY - 30_000;
        let one = json!([{ "key": "key_1", "day": 20_000, "calls": 1 }]);
        assert_eq!(counts.count("key_1", now), Some(one));
        assert_eq!(counts.count("key_1", now + 1), None);
        assert_eq!(counts.count("key_1", now + 2), None);
        assert_eq!(counts.count("key_1", now + 40_000), None, "the next day");
        let written = counts.count("key_2", now + INTERVAL_MS).unwrap();
        let mut written: Vec<String> = written.as_array().unwrap().iter().map(ToString::to_string).collect();
        written.sort();
        assert_eq!(
            written,
            [
                r#"{"calls":1,"day":20001,"key":"key_1"}"#,
                r#"{"calls":1,"day":20001,"key":"key_2"}"#,
                r#"{"calls":2,"day":20000,"key":"key_1"}"#,
            ]
        );
        assert_eq!(counts.count("key_1", now + INTERVAL_MS + 1), None);
    }

    #[test]
    fn many_counts_are_written_early() {
        let mut counts = Counts { written_at: 5, ..Counts::default() };
        let early = (0..=MAX_COUNTS).filter_map(|key| counts.count(&format!("key_{key}"), 6)).count();
        assert_eq!(early, 1);
        assert!(counts.calls.is_empty());
    }
}
