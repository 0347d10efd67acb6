//! What is due, and when: an object has one alarm for everything.

use steward_kernel::build::BuildStatus;
use steward_kernel::time::{DAY, MINUTE, SECOND};

use super::Build;

/// For so long a build and its log are kept after its end.
pub(in super::super) const RETENTION_MS: i64 = 30 * DAY;
/// For so long a container that nobody needs is kept running.
const CONTAINER_KEPT_MS: i64 = MINUTE;

/// When the Worker was asked for [`super::super::message::Work`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Announcement {
    /// How often, since something changed.
    pub(in super::super) attempts: u32,
    /// Not before this is it asked again.
    pub(in super::super) next_at: i64,
}

impl Announcement {
    /// It was asked: again in 1, 2, 4 … at most 60 s.
    pub(in super::super) fn made(self, now: i64) -> Self {
        let wait = (SECOND << self.attempts.min(6)).min(MINUTE);
        Self { attempts: self.attempts.saturating_add(1), next_at: now.saturating_add(wait) }
    }
}

/// The build that may begin: the one with the smallest number, when no other is at a runner.
pub(in super::super) fn next_ready(builds: &[Build]) -> Option<&Build> {
    if builds.iter().any(|build| build.status == BuildStatus::InProgress || build.handover.stop_at.is_some()) {
        return None;
    }
    builds.iter().filter(|build| build.status == BuildStatus::Queued).min_by_key(|build| build.number)
}

/// All that decides about the alarm.
#[derive(Debug)]
pub(in super::super) struct Agenda<'builds> {
    /// Builds that have not ended, have something to report or are to be stopped.
    pub(in super::super) builds: &'builds [Build],
    /// When the Worker is asked again.
    pub(in super::super) announcement: Announcement,
    /// The end of the build that ended first.
    pub(in super::super) first_completed_at: Option<i64>,
    /// When a container that is running was used last.
    pub(in super::super) container_used_at: Option<i64>,
}

impl Agenda<'_> {
    /// When the Worker has to be asked; none when it is not needed.
    pub(in super::super) fn announcement_at(&self) -> Option<i64> {
        let needed_at = if self.builds.iter().any(Build::is_unreported) {
            0
        } else {
            next_ready(self.builds)?.handover.retry_at.unwrap_or(0)
        };
        Some(needed_at.max(self.announcement.next_at))
    }

    /// When the next build is to be told to stop.
    pub(in super::super) fn stop_at(&self) -> Option<i64> {
        self.builds.iter().filter_map(|build| build.handover.stop_at).min()
    }

    /// When the next build is to be forgotten.
    pub(in super::super) fn retention_at(&self) -> Option<i64> {
        self.first_completed_at.map(|completed_at| completed_at.saturating_add(RETENTION_MS))
    }

    /// When the container is to be stopped; never while a build needs it.
    pub(in super::super) fn container_stop_at(&self) -> Option<i64> {
        let needed = self.builds.iter().any(|build| !build.status.is_final() || build.handover.stop_at.is_some());
        let used_at = self.container_used_at.filter(|_| !needed)?;
        Some(used_at.saturating_add(CONTAINER_KEPT_MS))
    }

    /// When there is something to do next. A build at a runner is followed at once.
    pub(in super::super) fn due_at(&self, now: i64) -> Option<i64> {
        let follow_at = self.builds.iter().any(|build| build.status == BuildStatus::InProgress).then_some(now);
        [follow_at, self.announcement_at(), self.stop_at(), self.retention_at(), self.container_stop_at()]
            .into_iter()
            .flatten()
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::build;
    use super::super::{NotTaken, UNAVAILABLE_AFTER_MS};
    use super::*;

    fn agenda(builds: &[Build]) -> Agenda<'_> {
        let announcement = Announcement::default();
        Agenda { builds, announcement, first_completed_at: None, container_used_at: None }
    }

    #[test]
    fn builds_begin_in_the_order_of_their_numbers_one_at_a_time() {
        let mut builds = vec![build(3), build(1), build(2)];
        assert_eq!(next_ready(&builds).unwrap().number, 1);
        builds[1].handover.offered = true;
        builds[1].begin(2_000);
        assert_eq!(next_ready(&builds), None);
        builds[1].cancel("Demo Owner", 3_000);
        assert_eq!(next_ready(&builds), None, "it is still at its runner");
        builds[1].stopped();
        assert_eq!(next_ready(&builds).unwrap().number, 2);
    }

    #[test]
    fn the_worker_is_asked_again_and_again_but_ever_less_often() {
        let mut announcement = Announcement::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            let made = announcement.made(announcement.next_at);
            waits.push((made.next_at - announcement.next_at) / SECOND);
            announcement = made;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_postponed_build_asks_when_its_wait_is_over() {
        let mut builds = vec![build(1)];
        assert_eq!(agenda(&builds).due_at(5_000), Some(0));
        builds[0].postpone(NotTaken::Busy, 5_000);
        assert_eq!(agenda(&builds).due_at(5_000), Some(6_000));
        let announcement = Announcement { attempts: 3, next_at: 9_000 };
        assert_eq!(Agenda { announcement, ..agenda(&builds) }.due_at(5_000), Some(9_000));
    }

    #[test]
    fn rests_until_the_first_build_is_to_be_forgotten() {
        let mut builds = vec![build(1)];
        builds[0].cancel("Demo Owner", 2_000);
        builds[0].acknowledge(1);
        assert_eq!(agenda(&[]).due_at(5_000), None);
        let resting = Agenda { first_completed_at: Some(2_000), ..agenda(&builds) };
        assert_eq!(resting.due_at(5_000), Some(2_000 + RETENTION_MS));
    }

    #[test]
    fn a_container_is_stopped_a_minute_after_it_was_needed() {
        let mut builds = vec![build(1)];
        let stop_at =
            |builds: &[Build]| Agenda { container_used_at: Some(5_000), ..agenda(builds) }.container_stop_at();
        assert_eq!(stop_at(&builds), None);
        builds[0].postpone(NotTaken::Unreachable, 0);
        builds[0].postpone(NotTaken::Unreachable, UNAVAILABLE_AFTER_MS);
        assert!(builds[0].status.is_final());
        assert_eq!(stop_at(&builds), Some(5_000 + CONTAINER_KEPT_MS));
    }
}
