//! Work of concurrent requests of one isolate that one of them does for all.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// The next request takes the work over from one that has been at it for this long: the runtime may have cancelled it.
const TAKE_OVER_MS: i64 = 5_000;

/// Items that wait for the request that is at work on their key.
pub struct Gathered<K, T>(RefCell<BTreeMap<K, Work<T>>>);

struct Work<T> {
    /// When the request began, which tells it from its successor.
    since: i64,
    waiting: Vec<T>,
}

impl<K: Ord + Clone, T> Gathered<K, T> {
    pub const fn new() -> Self {
        Self(RefCell::new(BTreeMap::new()))
    }

    /// Adds items to the work on a key. Returns the caller's turn if the caller is to do it: then it calls
    /// [`Self::take`] until there is nothing left.
    pub fn add(&self, key: &K, items: Vec<T>, now: i64) -> Option<Turn<K>> {
        let mut all = self.0.borrow_mut();
        let turn = Turn { key: key.clone(), since: now };
        let Some(work) = all.get_mut(key) else {
            all.insert(key.clone(), Work { since: now, waiting: items });
            return Some(turn);
        };
        work.waiting.extend(items);
        if now - work.since < TAKE_OVER_MS {
            return None;
        }
        work.since = now;
        Some(turn)
    }

    /// The items that wait now. None when there are none, or when another request took the work over; either way the
    /// turn is over.
    pub fn take(&self, turn: &Turn<K>) -> Option<Vec<T>> {
        let mut all = self.0.borrow_mut();
        let work = all.get_mut(&turn.key).filter(|work| work.since == turn.since)?;
        let waiting = std::mem::take(&mut work.waiting);
        if waiting.is_empty() {
            all.remove(&turn.key);
            return None;
        }
        Some(waiting)
    }
}

/// The turn of a request to work on a key.
#[derive(Debug)]
pub struct Turn<K> {
    key: K,
    since: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_works_for_those_that_come_meanwhile() {
        let gathered = Gathered::new();
        let turn = gathered.add(&"a", vec![1], 0).unwrap();
        assert_eq!(gathered.take(&turn), Some(vec![1]));
        assert!(gathered.add(&"a", vec![2], 10).is_none());
        assert!(gathered.add(&"a", vec![3, 4], 20).is_none());
        assert!(gathered.add(&"b", vec![9], 20).is_some());
        assert_eq!(gathered.take(&turn), Some(vec![2, 3, 4]));
        assert_eq!(gathered.take(&turn), None);
        assert!(gathered.add(&"a", vec![5], 30).is_some());
    }

    #[test]
    fn a_request_that_is_late_is_replaced() {
        let gathered = Gathered::new();
        let late = gathered.add(&"a", vec![1], 0).unwrap();
        assert!(gathered.add(&"a", vec![2], TAKE_OVER_MS - 1).is_none());
        let next = gathered.add(&"a", vec![3], TAKE_OVER_MS).unwrap();
        assert_eq!(gathered.take(&late), None);
        assert_eq!(gathered.take(&next), Some(vec![1, 2, 3]));
        assert_eq!(gathered.take(&next), None);
    }
}
