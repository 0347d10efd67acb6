use std::collections::VecDeque;

use proptest::prelude::*;
use steward_kernel::limit::Window;

use super::*;

const LIMIT: Limit = Limit { max: 600, window_ms: 60_000 };

/// An object, a clock, and isolates that ask it.
struct World {
    window: Window,
    isolates: Vec<Leases>,
    now: i64,
    asked: usize,
}

impl World {
    fn new(isolates: usize) -> Self {
        let isolates = (0..isolates).map(|_| Leases::default()).collect();
        Self { window: Window::default(), isolates, now: 1_000_000, asked: 0 }
    }

    fn step(&mut self, isolate: usize, limit: Limit) -> Step {
        let attempt = self.asked.to_string();
        let step = self.isolates[isolate].step("api:caller", limit, || attempt, self.now);
        self.asked += usize::from(matches!(step, Step::Ask(_)));
        step
    }

    fn answer(&mut self, isolate: usize, lease: Lease, asked_at: i64) -> Decision {
        if let Some(settled) = &lease.settled {
            self.window.settle(lease.limit, &settled.attempt, settled.used, self.now);
        }
        let until = self.now + lease.life_ms;
        let (granted, decision) = self.window.lease(lease.limit, &lease.attempt, lease.count, until, self.now);
        let answer = Leased { granted, decision };
        self.isolates[isolate].answered("api:caller", lease, answer, asked_at, self.now)
    }

    fn call(&mut self, isolate: usize, limit: Limit) -> Decision {
        match self.step(isolate, limit) {
            Step::Pass(decision) | Step::Refuse(decision) => decision,
            Step::Ask(lease) => self.answer(isolate, lease, self.now),
            Step::Uncounted => panic!("the object answers"),
        }
    }
}

#[test]
fn most_calls_cost_no_round_trip() {
    let mut world = World::new(1);
    for made in 1..=600 {
        let decision = world.call(0, LIMIT);
        assert_eq!((decision.allowed, decision.remaining), (true, 600 - made));
        world.now += 10;
    }
    assert!(world.asked < 30, "{} round trips", world.asked);
    let refused = world.call(0, LIMIT);
    assert!(!refused.allowed);
    assert!((1..=60).contains(&refused.retry_after_seconds()), "{refused:?}");
}

#[test]
fn a_caller_that_waits_as_asked_is_allowed() {
    let mut world = World::new(1);
    let limit = Limit { max: 30, window_ms: 60_000 };
    while world.call(0, limit).allowed {
        world.now += 100;
    }
    let refused = world.call(0, limit);
    world.now += refused.retry_after_seconds() * 1_000;
    assert!(world.call(0, limit).allowed);
}

#[test]
fn a_caller_who_comes_now_and_then_is_never_refused() {
    let mut world = World::new(1);
    for _ in 0..1_000 {
        assert!(world.call(0, LIMIT).allowed);
        world.now += 12_000;
    }
}

#[test]
fn a_caller_who_meets_many_isolates_does_not_run_dry() {
    let mut world = World::new(50);
    for isolate in 0..50 {
        assert!(world.call(isolate, LIMIT).allowed);
        world.now += 20;
    }
}

/// Its life begins with the asking, however late the answer comes.
#[test]
fn what_is_left_of_a_lease_ends_with_it_and_is_reported() {
    let mut world = World::new(1);
    let Step::Ask(lease) = world.step(0, LIMIT) else { panic!("nothing is on lease") };
    let (asked_at, attempt) = (world.now, lease.attempt.clone());
    world.now += 3_000;
    assert!(world.answer(0, lease, asked_at).allowed);
    world.now = asked_at + 9_999;
    assert!(matches!(world.step(0, LIMIT), Step::Pass(_)));
    world.now = asked_at + 10_000;
    let Step::Ask(next) = world.step(0, LIMIT) else { panic!("the lease has ended") };
    assert_eq!(next.settled, Some(Settled { attempt, used: 2 }));
    assert_eq!(next.count, 6, "small again");
}

/// A page asks for many things at once: the first call asks for a lease, the others for themselves.
#[test]
fn calls_at_the_same_time_do_not_ask_for_more_than_they_need() {
    let mut world = World::new(1);
    let asked: VecDeque<_> = (0..100)
        .map(|_| match world.step(0, LIMIT) {
            Step::Ask(lease) => lease,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(asked.iter().map(|lease| lease.count).sum::<u32>(), 6 + 99);
    for lease in asked {
        assert!(world.answer(0, lease, world.now).allowed);
    }
}

#[test]
fn an_object_that_is_silent_is_left_alone_for_a_moment() {
    let mut world = World::new(1);
    assert!(matches!(world.step(0, LIMIT), Step::Ask(_)));
    world.isolates[0].unanswered("api:caller", world.now);
    assert_eq!(world.step(0, LIMIT), Step::Uncounted);
    world.now += SILENCE_MS;
    assert!(matches!(world.step(0, LIMIT), Step::Ask(_)));
}

#[test]
fn a_refusal_is_repeated_without_asking_but_not_for_long() {
    let mut world = World::new(1);
    let limit = Limit { max: 1, window_ms: 60_000 };
    assert!(world.call(0, limit).allowed);
    assert!(!world.call(0, limit).allowed);
    world.now += REFUSAL_MS - 1;
    assert!(matches!(world.step(0, limit), Step::Refuse(decision) if decision.retry_after_seconds() == 60));
    world.now += 1;
    assert!(matches!(world.step(0, limit), Step::Ask(_)));
}

#[test]
fn callers_are_forgotten_before_memory_runs_out() {
    let mut leases = Leases::default();
    for index in 0..3 * MAXIMUM_CALLERS {
        leases.step(&format!("api:{index}"), LIMIT, String::new, 0);
        assert!(leases.callers.len() <= MAXIMUM_CALLERS);
    }
}

#[derive(Debug, Clone)]
enum Event {
    Call { isolate: usize },
    Burst { isolate: usize, calls: usize },
    Answer { which: usize },
    Lose { which: usize },
    Evict { isolate: usize },
    Wait { ms: i64 },
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (0..3_usize).prop_map(|isolate| Event::Call { isolate }),
        6 => (0..3_usize, prop_oneof![1..20_usize, Just(120)]).prop_map(|(isolate, calls)| Event::Burst { isolate, calls }),
        8 => (0..4_usize).prop_map(|which| Event::Answer { which }),
        1 => (0..4_usize).prop_map(|which| Event::Lose { which }),
        1 => (0..3_usize).prop_map(|isolate| Event::Evict { isolate }),
        6 => prop_oneof![0..1_500_i64, 0..12_000_i64, 45_000..60_000_i64].prop_map(|ms| Event::Wait { ms }),
    ]
}

proptest! {
    /// Three isolates, answers that come late or never, isolates that end: no window holds more than the limit.
    #[test]
    fn all_isolates_together_never_pass_the_limit(
        max in prop_oneof![1..60_u32, 60..300_u32],
        events in prop::collection::vec(any_event(), 0..150),
    ) {
        let limit = Limit { max, window_ms: 60_000 };
        let mut world = World::new(3);
        let mut open: VecDeque<(usize, Lease, i64)> = VecDeque::new();
        let mut made: Vec<i64> = Vec::new();
        for event in events {
            match event {
                Event::Call { isolate } => match world.step(isolate, limit) {
                    Step::Pass(_) => made.push(world.now),
                    Step::Refuse(decision) => prop_assert!(!decision.allowed && decision.retry_after_ms > 0),
                    Step::Ask(lease) => open.push_back((isolate, lease, world.now)),
                    Step::Uncounted => prop_assert!(false, "nothing was reported as unanswered"),
                },
                // each is answered at once
                Event::Burst { isolate, calls } => {
                    let passed = (0..calls).filter(|_| world.call(isolate, limit).allowed).count();
                    made.extend(std::iter::repeat_n(world.now, passed));
                }
                Event::Answer { which } => {
                    if let Some((isolate, lease, asked_at)) = open.remove(which)
                        && world.answer(isolate, lease, asked_at).allowed
                    {
                        made.push(world.now);
                    }
                }
                Event::Lose { which } => {
                    open.remove(which);
                }
                Event::Evict { isolate } => {
                    world.isolates[isolate] = Leases::default();
                    open.retain(|(asker, ..)| *asker != isolate);
                }
                Event::Wait { ms } => world.now += ms,
            }
        }
        for start in &made {
            let counted = made.iter().filter(|at| (*start..*start + limit.window_ms).contains(at)).count();
            prop_assert!(counted <= max as usize, "{} in the window from {}", counted, start);
        }
    }
}
