use proptest::prelude::*;

use super::*;

const LIMIT: Limit = Limit { max: 5, window_ms: 1_000 };

#[test]
fn five_hits_are_allowed_and_the_sixth_after_the_first_leaves() {
    let mut window = Window::default();
    for (index, remaining) in (0..5_u32).rev().enumerate() {
        let now = 100 * index as i64;
        let decision = window.take(LIMIT, &format!("{index}"), 1, now);
        assert_eq!((decision.allowed, decision.remaining, decision.reset_ms), (true, remaining, 1_000 - now));
    }
    let refused = window.take(LIMIT, "sixth", 1, 999);
    assert_eq!((refused.allowed, refused.remaining, refused.retry_after_ms), (false, 0, 1));
    assert_eq!(refused.retry_after_seconds(), 1);
    assert!(window.take(LIMIT, "sixth", 1, 1_000).allowed);
    assert_eq!(window.take(LIMIT, "seventh", 1, 1_000).retry_after_ms, 100);
}

#[test]
fn the_same_attempt_counts_once() {
    let mut window = Window::default();
    for _ in 0..9 {
        assert_eq!(window.take(LIMIT, "again", 1, 0).remaining, 4);
    }
}

#[test]
fn refunded_hits_can_be_taken_again() {
    let mut window = Window::default();
    window.take(LIMIT, "mine", 2, 0);
    window.take(LIMIT, "theirs", 3, 0);
    assert!(!window.take(LIMIT, "more", 1, 1).allowed);
    window.refund("mine");
    window.refund("mine");
    assert_eq!(window.take(LIMIT, "more", 1, 1).remaining, 1);
    window.reset();
    assert_eq!(window.take(LIMIT, "most", 5, 1).remaining, 0);
}

#[test]
fn a_lease_is_limited_to_the_remaining_hits_and_settled_by_the_used_ones() {
    let mut window = Window::default();
    window.take(LIMIT, "before", 1, 0);
    let (granted, decision) = window.lease(LIMIT, "lease", 9, 500, 0);
    assert_eq!((granted, decision.allowed, decision.remaining), (4, true, 0));
    assert_eq!(window.lease(LIMIT, "lease", 9, 500, 0).0, 4, "the same lease");
    let (granted, decision) = window.lease(LIMIT, "other", 9, 500, 0);
    assert_eq!((granted, decision.allowed, decision.retry_after_ms), (0, false, 1_000));
    window.settle(LIMIT, "lease", 1, 100);
    assert_eq!(window.lease(LIMIT, "other", 9, 500, 100).0, 3);
}

#[test]
fn a_lowered_limit_allows_nothing_until_enough_hits_left() {
    let mut window = Window::default();
    window.take(LIMIT, "a", 2, 0);
    window.take(LIMIT, "b", 3, 10);
    let lower = Limit { max: 2, ..LIMIT };
    let refused = window.take(lower, "c", 1, 20);
    assert_eq!((refused.allowed, refused.remaining, refused.retry_after_ms), (false, 0, 990));
}

#[test]
fn the_log_of_a_busy_subject_stays_short() {
    let limit = Limit { max: 600, window_ms: 60_000 };
    let mut window = Window::default();
    for now in (0..300_000).step_by(100) {
        window.lease(limit, "one", 1, now, now);
        assert!(window.hits.len() <= 62);
    }
}

#[test]
fn the_stricter_of_two() {
    let allowed = |remaining| Decision { allowed: true, limit: 9, remaining, reset_ms: 5, retry_after_ms: 0 };
    let refused = |retry_after_ms| Decision { allowed: false, limit: 9, remaining: 0, reset_ms: 5, retry_after_ms };
    assert_eq!(allowed(3).stricter(allowed(2)), allowed(2));
    assert_eq!(allowed(2).stricter(allowed(3)), allowed(2));
    assert_eq!(allowed(0).stricter(refused(7)), refused(7));
    assert_eq!(refused(8).stricter(refused(7)), refused(8));
}

#[derive(Debug, Clone)]
enum Step {
    Take { count: u32 },
    Fill,
    Refund { which: usize },
    Lease { part: u32, life: i64 },
    Use { which: usize, count: u32 },
    Settle { which: usize },
    Wait { ms: i64 },
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (1..4_u32).prop_map(|count| Step::Take { count }),
        2 => Just(Step::Fill),
        1 => (0..8_usize).prop_map(|which| Step::Refund { which }),
        3 => (1..5_u32, prop_oneof![Just(0), 1..700_i64]).prop_map(|(part, life)| Step::Lease { part, life }),
        4 => (0..3_usize, prop_oneof![1..3_u32, Just(100)]).prop_map(|(which, count)| Step::Use { which, count }),
        2 => (0..3_usize).prop_map(|which| Step::Settle { which }),
        6 => (1..500_i64).prop_map(|ms| Step::Wait { ms }),
    ]
}

struct Lease {
    attempt: String,
    left: u32,
    used: u32,
    until: i64,
}

proptest! {
    /// The model of takes is the list of allowed hits with their times.
    #[test]
    fn takes_are_exact(max in 1..9_u32, waits in prop::collection::vec((0..500_i64, 1..4_u32), 0..80)) {
        let limit = Limit { max, window_ms: 1_000 };
        let (mut window, mut now) = (Window::default(), 0_i64);
        let mut made: Vec<(i64, u32)> = Vec::new();
        let in_window = |made: &[(i64, u32)], now: i64| -> u32 {
            made.iter().filter(|(at, _)| at + 1_000 > now).map(|(_, count)| count).sum()
        };
        for (index, (wait, count)) in waits.into_iter().enumerate() {
            now += wait;
            let decision = window.take(limit, &index.to_string(), count, now);
            prop_assert_eq!(decision.allowed, in_window(&made, now) + count <= max);
            if decision.allowed {
                made.push((now, count));
                prop_assert_eq!(decision.retry_after_ms, 0);
            } else if count <= max {
                // exact: it would be allowed then, and not a millisecond earlier
                let then = now + decision.retry_after_ms;
                prop_assert!(in_window(&made, then) + count <= max);
                prop_assert!(in_window(&made, then - 1) + count > max);
            }
            prop_assert_eq!(decision.remaining, max - in_window(&made, now));
        }
    }

    /// Whatever is taken, leased, used, settled and refunded: no window has more hits than the limit.
    #[test]
    fn never_more_than_the_limit_in_any_window(
        max in prop_oneof![Just(6_u32), Just(70_u32)],
        steps in prop::collection::vec(any_step(), 0..120),
    ) {
        let limit = Limit { max, window_ms: 1_000 };
        let (mut window, mut now) = (Window::default(), 1_000_000_i64);
        let mut made: Vec<(String, i64, u32)> = Vec::new();
        let mut leases: Vec<Lease> = Vec::new();
        for (index, step) in steps.into_iter().enumerate() {
            let attempt = index.to_string();
            match step {
                Step::Take { count } => {
                    if window.take(limit, &attempt, count, now).allowed {
                        made.push((attempt, now, count));
                    }
                }
                Step::Fill => {
                    let left = window.take(limit, "none", max + 1, now).remaining;
                    if left > 0 && window.take(limit, &attempt, left, now).allowed {
                        made.push((attempt, now, left));
                    }
                }
                Step::Refund { which } if which < made.len() => {
                    // a refund removes takes only: used hits of a lease stay
                    let name = made[which].0.clone();
                    window.refund(&name);
                    made.retain(|(attempt, ..)| *attempt != name || name.starts_with("lease"));
                }
                Step::Lease { part, life } => {
                    let (count, until) = (max.div_ceil(part), now + life);
                    let (granted, decision) = window.lease(limit, &attempt, count, until, now);
                    prop_assert!(granted <= count);
                    prop_assert_eq!(decision.allowed, granted > 0);
                    if life == 0 {
                        made.push((format!("lease {attempt}"), now, granted));
                    } else if granted > 0 {
                        leases.push(Lease { attempt, left: granted, used: 0, until });
                    }
                }
                Step::Use { which, count } if which < leases.len() => {
                    let lease = &mut leases[which];
                    let count = count.min(lease.left);
                    if now <= lease.until {
                        lease.left -= count;
                        lease.used += count;
                        made.push((format!("lease {}", lease.attempt), now, count));
                    }
                }
                Step::Settle { which } if which < leases.len() => {
                    let lease = leases.remove(which);
                    window.settle(limit, &lease.attempt, lease.used, now);
                    window.settle(limit, &lease.attempt, lease.used, now);
                }
                Step::Wait { ms } => now += ms,
                Step::Refund { .. } | Step::Use { .. } | Step::Settle { .. } => {}
            }
            for (_, start, _) in &made {
                let counted: u32 = made.iter()
                    .filter(|(_, at, _)| (*start..*start + limit.window_ms).contains(at))
                    .map(|(.., count)| count)
                    .sum();
                prop_assert!(counted <= limit.max, "{} in the window from {}", counted, start);
            }
            prop_assert!(window.hits.is_sorted_by_key(|hit| hit.at));
            prop_assert!(window.hits.len() <= limit.max as usize);
        }
    }

    #[test]
    fn serialization_round_trip(steps in prop::collection::vec((1..3_u32, 0..400_i64), 0..20)) {
        let mut window = Window::default();
        for (index, (count, life)) in steps.into_iter().enumerate() {
            window.lease(LIMIT, &index.to_string(), count, 7 + life, 7);
        }
        let text = serde_json::to_string(&window).unwrap();
        prop_assert_eq!(crate::from_json::read::<Window>(&text).unwrap(), window);
    }
}
