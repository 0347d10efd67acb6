//! When tasks are due. An object has one alarm for all tasks.

use steward_kernel::build::BuildStatus;
use steward_kernel::time::{DAY, MINUTE, SECOND};

use super::Build;

/// How long an ended build and its log are kept.
pub(in super::super) const RETENTION_MS: i64 = 30 * DAY;
/// How long an idle container keeps running.
const CONTAINER_IDLE_MS: i64 = MINUTE;

/// The retry state of the wakeup message ([`super::super::messages::Wakeup`]).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct WakeupState {
    /// How many were sent since the last change.
    pub(in super::super) attempts: u32,
    /// The earliest time of the next wakeup.
    pub(in super::super) next_at: i64,
}

impl WakeupState {
    /// The state after a wakeup was sent: the next is due after 1, 2, 4 … at most 60 s.
    pub(in super::super) fn sent(self, now: i64) -> Self {
        let wait = (SECOND << self.attempts.min(6)).min(MINUTE);
        Self { attempts: self.attempts.saturating_add(1), next_at: now.saturating_add(wait) }
    }
}

/// The build that may start: the queued build with the smallest number, if no other build is at the runner.
pub(in super::super) fn next_ready(builds: &[Build]) -> Option<&Build> {
    if builds.iter().any(|build| build.status == BuildStatus::InProgress || build.assignment.stop_at.is_some()) {
        return None;
    }
    builds.iter().filter(|build| build.status == BuildStatus::Queued).min_by_key(|build| build.number)
}

/// The builds of earlier pushes to a branch, and the number of the newest push to it. `unfinished` are builds that have not
/// ended.
pub(in super::super) fn superseded(unfinished: Vec<Build>, branch: Option<&str>) -> (Vec<Build>, u64) {
    let pushes = unfinished.into_iter().filter(|build| build.is_push && build.branch.as_deref() == branch);
    let mut pushes: Vec<_> = pushes.collect();
    let newest = pushes.iter().map(|build| build.number).max().unwrap_or_default();
    pushes.retain(|build| build.number < newest);
    (pushes, newest)
}

/// The inputs of the alarm.
#[derive(Debug)]
pub(in super::super) struct Schedule<'builds> {
    /// Builds that have not ended, have reports or must be stopped.
    pub(in super::super) builds: &'builds [Build],
    pub(in super::super) wakeup: WakeupState,
    /// The end of the build that ended first.
    pub(in super::super) first_completed_at: Option<i64>,
    /// When a running container was last used.
    pub(in super::super) container_used_at: Option<i64>,
}

impl Schedule<'_> {
    /// When the next wakeup is due; none if the Worker has nothing to do.
    pub(in super::super) fn wakeup_at(&self) -> Option<i64> {
        let needed_at = if self.builds.iter().any(Build::is_unreported) {
            0
        } else {
            next_ready(self.builds)?.assignment.retry_at.unwrap_or(0)
        };
        Some(needed_at.max(self.wakeup.next_at))
    }

    /// When the next build must be stopped at the runner.
    pub(in super::super) fn stop_at(&self) -> Option<i64> {
        self.builds.iter().filter_map(|build| build.assignment.stop_at).min()
    }

    /// When the next build must be deleted.
    pub(in super::super) fn deletion_at(&self) -> Option<i64> {
        self.first_completed_at.map(|completed_at| completed_at.saturating_add(RETENTION_MS))
    }

    /// When the container must be stopped; never while a build needs it.
    pub(in super::super) fn container_stop_at(&self) -> Option<i64> {
        let needed = self.builds.iter().any(|build| !build.status.is_final() || build.assignment.stop_at.is_some());
        let used_at = self.container_used_at.filter(|_| !needed)?;
        Some(used_at.saturating_add(CONTAINER_IDLE_MS))
    }

    /// When the next task is due. A running build must be followed now.
    pub(in super::super) fn due_at(&self, now: i64) -> Option<i64> {
        let follow_at = self.builds.iter().any(|build| build.status == BuildStatus::InProgress).then_some(now);
        [follow_at, self.wakeup_at(), self.stop_at(), self.deletion_at(), self.container_stop_at()]
            .into_iter()
            .flatten()
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::build;
    use super::super::{PostponeReason, UNAVAILABLE_AFTER_MS};
    use super::*;

    fn schedule(builds: &[Build]) -> Schedule<'_> {
        let wakeup = WakeupState::default();
        Schedule { builds, wakeup, first_completed_at: None, container_used_at: None }
    }

    #[test]
    fn builds_start_one_at_a_time_in_the_order_of_their_numbers() {
        let mut builds = vec![build(3), build(1), build(2)];
        assert_eq!(next_ready(&builds).unwrap().number, 1);
        builds[1].assignment.offered = true;
        builds[1].start(2_000);
        assert_eq!(next_ready(&builds), None);
        builds[1].cancel("Demo Owner", 3_000);
        assert_eq!(next_ready(&builds), None, "the build is still at its runner");
        builds[1].clear_assignment();
        assert_eq!(next_ready(&builds).unwrap().number, 2);
    }

    #[test]
    fn a_push_supersedes_unfinished_pushes_to_its_branch() {
        let mut builds: Vec<_> = (1..=5).map(build).collect();
        builds[0].start(2_000);
        builds[1].branch = Some("other".into());
        builds[2].is_push = false;
        let (found, newest) = superseded(builds.clone(), Some("main"));
        assert_eq!((found.iter().map(|build| build.number).collect::<Vec<_>>(), newest), (vec![1, 4], 5));
        assert!(superseded(builds, Some("other")).0.is_empty());
        assert!(superseded(Vec::new(), Some("main")).0.is_empty());
    }

    #[test]
    fn wakeups_are_repeated_with_growing_delays() {
        let mut wakeup = WakeupState::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            let next = wakeup.sent(wakeup.next_at);
            waits.push((next.next_at - wakeup.next_at) / SECOND);
            wakeup = next;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_postponed_build_is_due_after_its_delay() {
        let mut builds = vec![build(1)];
        assert_eq!(schedule(&builds).due_at(5_000), Some(0));
        builds[0].postpone(PostponeReason::Busy, 5_000);
        assert_eq!(schedule(&builds).due_at(5_000), Some(6_000));
        let wakeup = WakeupState { attempts: 3, next_at: 9_000 };
        assert_eq!(Schedule { wakeup, ..schedule(&builds) }.due_at(5_000), Some(9_000));
    }

    #[test]
    fn nothing_is_due_until_the_first_build_must_be_deleted() {
        let mut builds = vec![build(1)];
        builds[0].cancel("Demo Owner", 2_000);
        builds[0].acknowledge(1);
        assert_eq!(schedule(&[]).due_at(5_000), None);
        let idle = Schedule { first_completed_at: Some(2_000), ..schedule(&builds) };
        assert_eq!(idle.due_at(5_000), Some(2_000 + RETENTION_MS));
    }

    #[test]
    fn an_idle_container_is_stopped_after_a_minute() {
        let mut builds = vec![build(1)];
        let stop_at =
            |builds: &[Build]| Schedule { container_used_at: Some(5_000), ..schedule(builds) }.container_stop_at();
        assert_eq!(stop_at(&builds), None);
        builds[0].postpone(PostponeReason::Unreachable, 0);
        builds[0].postpone(PostponeReason::Unreachable, UNAVAILABLE_AFTER_MS);
        assert!(builds[0].status.is_final());
        assert_eq!(stop_at(&builds), Some(5_000 + CONTAINER_IDLE_MS));
    }
}
