//! The builds that the runner knows: those that run, and those whose events can still be read.

mod event_log;
mod stop_signal;
mod turns;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use event_log::{EventLog, StoredEvent};
use steward_kernel::id::BuildId;
pub use stop_signal::{StopReason, StopSignal};
use tokio::sync::watch;
use turns::{Turn, Turns};

use crate::clock;
use crate::protocol::{BuildFailure, EndStatus, Event, FailureCode};

/// How long the events of an ended build can be read.
pub const RETENTION: Duration = Duration::from_secs(15 * 60);
/// The most bytes of events kept for ended builds; above it the oldest builds are evicted before [`RETENTION`] is over.
pub const MAX_RETAINED_BYTES: usize = 256 * 1024 * 1024;

/// One build.
#[derive(Debug, Default)]
pub struct Build {
    pub log: Arc<EventLog>,
    pub stop: StopSignal,
}

/// How a build ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildOutcome {
    pub status: EndStatus,
    /// Present exactly when the status is `failed`.
    pub failure: Option<BuildFailure>,
}

/// The result of [`Builds::start`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartOutcome {
    Started,
    /// The build was started before; the status is present when it has ended.
    AlreadyKnown(Option<EndStatus>),
    AtCapacity,
    /// The build's organization runs as many builds as one may.
    AtOrganizationLimit,
    ShuttingDown,
}

/// The builds, with a limit on how many run at a time.
#[derive(Debug)]
pub struct Builds {
    capacity: usize,
    per_organization: usize,
    max_retained_bytes: usize,
    table: Mutex<Table>,
    running: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Table {
    builds: HashMap<BuildId, Arc<Build>>,
    ended: VecDeque<(BuildId, usize)>,
    turns: Turns,
    is_shutting_down: bool,
}

impl Builds {
    /// An empty table that runs at most `capacity` builds at a time, and at most `per_organization` of one organization.
    #[must_use]
    pub fn new(capacity: usize, per_organization: usize) -> Self {
        Self {
            capacity,
            per_organization,
            max_retained_bytes: MAX_RETAINED_BYTES,
            table: Mutex::default(),
            running: watch::Sender::new(0),
        }
    }

    /// The number of builds that run.
    #[must_use]
    pub fn running(&self) -> usize {
        *self.running.borrow()
    }

    /// A build that runs or ended recently.
    #[must_use]
    pub fn find(&self, id: &BuildId) -> Option<Arc<Build>> {
        self.table().builds.get(id).cloned()
    }

    /// Starts a build of an organization unless it is known, or others come first. `run` runs it to its end; a panic in it fails the build as internal. The
    /// capacity is freed no later than the end event becomes readable.
    pub fn start<F, R>(self: &Arc<Self>, id: &BuildId, organization: &str, run: F) -> StartOutcome
    where
        F: FnOnce(Arc<Build>) -> R,
        R: Future<Output = BuildOutcome> + Send + 'static,
    {
        let build = Arc::new(Build::default());
        {
            let mut table = self.table();
            if let Some(known) = table.builds.get(id) {
                return StartOutcome::AlreadyKnown(known.log.ended());
            }
            if table.is_shutting_down {
                return StartOutcome::ShuttingDown;
            }
            let slots = self.capacity.saturating_sub(self.running());
            match table.turns.offer(id, organization, slots, self.per_organization) {
                Turn::Now => {}
                Turn::Later => return StartOutcome::AtCapacity,
                Turn::OrganizationLimit => return StartOutcome::AtOrganizationLimit,
            }
            table.builds.insert(id.clone(), Arc::clone(&build));
            self.running.send_modify(|running| *running += 1);
        }
        let work = tokio::spawn(run(Arc::clone(&build)));
        let builds = Arc::clone(self);
        let (id, organization) = (id.clone(), organization.to_owned());
        tokio::spawn(async move {
            let outcome = work.await.unwrap_or_else(|_| internal_failure());
            builds.end(&id, &organization, &build, outcome);
            tokio::time::sleep(RETENTION).await;
            builds.evict(&id);
        });
        StartOutcome::Started
    }

    /// Refuses new builds, stops the running ones, and returns when all have ended.
    pub async fn shut_down(&self) {
        let builds: Vec<Arc<Build>> = {
            let mut table = self.table();
            table.is_shutting_down = true;
            table.builds.values().cloned().collect()
        };
        for build in builds {
            build.stop.request(StopReason::ShuttingDown);
        }
        // the sender is owned by self, so the channel cannot be closed
        let _ = self.running.subscribe().wait_for(|running| *running == 0).await;
    }

    fn end(&self, id: &BuildId, organization: &str, build: &Build, outcome: BuildOutcome) {
        let mut table = self.table();
        table.turns.end(organization);
        build.log.append(&Event::End { at: clock::now(), status: outcome.status, failure: outcome.failure });
        table.ended.push_back((id.clone(), build.log.bytes()));
        while table.ended.iter().map(|entry| entry.1).sum::<usize>() > self.max_retained_bytes {
            let Some((oldest, _)) = table.ended.pop_front() else { break };
            table.builds.remove(&oldest);
        }
        self.running.send_modify(|running| *running = running.saturating_sub(1));
    }

    fn evict(&self, id: &BuildId) {
        let mut table = self.table();
        // the build may have been evicted early and started again since
        if table.ended.front().is_some_and(|entry| entry.0 == *id) {
            table.ended.pop_front();
            table.builds.remove(id);
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn internal_failure() -> BuildOutcome {
    let failure = BuildFailure { code: FailureCode::Internal, message: "The runner failed.".into() };
    BuildOutcome { status: EndStatus::Failed, failure: Some(failure) }
}

#[cfg(test)]
mod tests {
    use std::future;

    use super::*;

    fn id(number: u8) -> BuildId {
        BuildId::new(1, [number; 10])
    }

    const COMPLETE: BuildOutcome = BuildOutcome { status: EndStatus::Complete, failure: None };

    async fn idle(builds: &Builds) {
        builds.running.subscribe().wait_for(|running| *running == 0).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_known_build_is_not_started_again_until_it_is_evicted() {
        let builds = Arc::new(Builds::new(1, 1));
        assert_eq!(builds.start(&id(1), "a", async |_| COMPLETE), StartOutcome::Started);
        assert_eq!(builds.start(&id(1), "a", async |_| COMPLETE), StartOutcome::AlreadyKnown(None));
        idle(&builds).await;
        assert_eq!(
            builds.start(&id(1), "a", async |_| COMPLETE),
            StartOutcome::AlreadyKnown(Some(EndStatus::Complete))
        );
        tokio::time::sleep(RETENTION - Duration::from_secs(1)).await;
        assert!(builds.find(&id(1)).is_some());
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(builds.find(&id(1)).is_none());
    }

    #[tokio::test]
    async fn capacity_limits_running_builds() {
        let builds = Arc::new(Builds::new(2, 2));
        let wait = async |build: Arc<Build>| {
            build.stop.requested().await;
            COMPLETE
        };
        assert_eq!(builds.start(&id(1), "a", wait), StartOutcome::Started);
        assert_eq!(builds.start(&id(2), "a", wait), StartOutcome::Started);
        assert_eq!(builds.start(&id(3), "a", wait), StartOutcome::AtCapacity);
        assert_eq!(builds.start(&id(2), "a", wait), StartOutcome::AlreadyKnown(None));
        builds.shut_down().await;
        assert_eq!(builds.running(), 0);
        assert_eq!(builds.start(&id(3), "a", wait), StartOutcome::ShuttingDown);
    }

    #[tokio::test]
    async fn a_panic_fails_the_build_and_frees_its_capacity() {
        let builds = Arc::new(Builds::new(1, 1));
        builds.start(&id(1), "a", async |_| panic!("on purpose"));
        idle(&builds).await;
        let build = builds.find(&id(1)).unwrap();
        assert_eq!(build.log.ended(), Some(EndStatus::Failed));
        assert_eq!(builds.start(&id(2), "a", |_| future::ready(COMPLETE)), StartOutcome::Started);
    }

    #[tokio::test]
    async fn the_oldest_builds_are_evicted_when_events_take_too_much_memory() {
        let builds = Arc::new(Builds { max_retained_bytes: 1_000, ..Builds::new(1, 1) });
        for number in 0..3 {
            builds.start(&id(number), "a", async |build| {
                build.log.append(&Event::Configuration { text: "x".repeat(400) });
                COMPLETE
            });
            idle(&builds).await;
        }
        assert!(builds.find(&id(0)).is_none());
        assert!(builds.find(&id(1)).is_some() && builds.find(&id(2)).is_some());
    }
}
