//! The builds that the runner knows: those that run, and those that ended so recently that someone may still read on.

mod event_log;
mod stop;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use event_log::{EventLog, StoredEvent};
use steward_kernel::id::BuildId;
pub use stop::{Stop, StopReason};
use tokio::sync::watch;

use crate::clock;
use crate::protocol::{EndStatus, Event, Failure, FailureCode};

/// How long the events of a build that ended can be read.
pub const RETENTION: Duration = Duration::from_secs(15 * 60);
/// Bytes of events of ended builds that are kept at most; past it, the oldest go before their time.
pub const MOST_RETAINED_BYTES: usize = 256 * 1024 * 1024;

/// One build.
#[derive(Debug, Default)]
pub struct Build {
    /// What happened.
    pub log: Arc<EventLog>,
    /// The way to end it.
    pub stop: Stop,
}

/// How a build ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The status.
    pub status: EndStatus,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The build runs now.
    Started,
    /// It was ordered before; how it ended, if it did.
    Known(Option<EndStatus>),
    /// As many builds run as may.
    Busy,
    /// The runner is being stopped.
    Closing,
}

/// The builds.
#[derive(Debug)]
pub struct Builds {
    capacity: usize,
    most_retained_bytes: usize,
    table: Mutex<Table>,
    running: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Table {
    builds: HashMap<BuildId, Arc<Build>>,
    ended: VecDeque<(BuildId, usize)>,
    is_closing: bool,
}

impl Builds {
    /// No builds, and room for `capacity` at one time.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            most_retained_bytes: MOST_RETAINED_BYTES,
            table: Mutex::default(),
            running: watch::Sender::new(0),
        }
    }

    /// How many builds run.
    #[must_use]
    pub fn running(&self) -> usize {
        *self.running.borrow()
    }

    /// A build that runs or ended recently.
    #[must_use]
    pub fn find(&self, id: &BuildId) -> Option<Arc<Build>> {
        self.table().builds.get(id).cloned()
    }

    /// Starts a build unless it is known. `run` runs it and answers how it ended; a panic is the runner's fault. When
    /// the end event can be read, the build's place is free.
    pub fn start<F, R>(self: &Arc<Self>, id: &BuildId, run: F) -> Start
    where
        F: FnOnce(Arc<Build>) -> R,
        R: Future<Output = Ending> + Send + 'static,
    {
        let build = Arc::new(Build::default());
        {
            let mut table = self.table();
            if let Some(known) = table.builds.get(id) {
                return Start::Known(known.log.ended());
            }
            if table.is_closing {
                return Start::Closing;
            }
            if self.running() >= self.capacity {
                return Start::Busy;
            }
            table.builds.insert(id.clone(), Arc::clone(&build));
            self.running.send_modify(|running| *running += 1);
        }
        let work = tokio::spawn(run(Arc::clone(&build)));
        let builds = Arc::clone(self);
        let id = id.clone();
        tokio::spawn(async move {
            let ending = work.await.unwrap_or_else(|_| fault());
            builds.end(&id, &build, ending);
            tokio::time::sleep(RETENTION).await;
            builds.forget(&id);
        });
        Start::Started
    }

    /// Ends all builds, takes no more, and returns when all have ended.
    pub async fn close(&self) {
        let builds: Vec<Arc<Build>> = {
            let mut table = self.table();
            table.is_closing = true;
            table.builds.values().cloned().collect()
        };
        for build in builds {
            build.stop.request(StopReason::ShuttingDown);
        }
        // the sender lives in self, so there is no error to wait for
        let _ = self.running.subscribe().wait_for(|running| *running == 0).await;
    }

    fn end(&self, id: &BuildId, build: &Build, ending: Ending) {
        let mut table = self.table();
        build.log.append(&Event::End { at: clock::now(), status: ending.status, failure: ending.failure });
        table.ended.push_back((id.clone(), build.log.bytes()));
        while table.ended.iter().map(|entry| entry.1).sum::<usize>() > self.most_retained_bytes {
            let Some((oldest, _)) = table.ended.pop_front() else { break };
            table.builds.remove(&oldest);
        }
        self.running.send_modify(|running| *running = running.saturating_sub(1));
    }

    fn forget(&self, id: &BuildId) {
        let mut table = self.table();
        // when it went before its time, another run of the same build may have taken its place
        if table.ended.front().is_some_and(|entry| entry.0 == *id) {
            table.ended.pop_front();
            table.builds.remove(id);
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fault() -> Ending {
    let failure = Failure { code: FailureCode::Internal, message: "the runner failed".into() };
    Ending { status: EndStatus::Failed, failure: Some(failure) }
}

#[cfg(test)]
mod tests {
    use std::future;

    use super::*;

    fn id(number: u8) -> BuildId {
        BuildId::new(1, [number; 10])
    }

    const COMPLETE: Ending = Ending { status: EndStatus::Complete, failure: None };

    async fn idle(builds: &Builds) {
        builds.running.subscribe().wait_for(|running| *running == 0).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_known_build_is_never_started_again_until_it_is_forgotten() {
        let builds = Arc::new(Builds::new(1));
        assert_eq!(builds.start(&id(1), async |_| COMPLETE), Start::Started);
        assert_eq!(builds.start(&id(1), async |_| COMPLETE), Start::Known(None));
        idle(&builds).await;
        assert_eq!(builds.start(&id(1), async |_| COMPLETE), Start::Known(Some(EndStatus::Complete)));
        tokio::time::sleep(RETENTION - Duration::from_secs(1)).await;
        assert!(builds.find(&id(1)).is_some());
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(builds.find(&id(1)).is_none());
    }

    #[tokio::test]
    async fn capacity_counts_what_runs() {
        let builds = Arc::new(Builds::new(2));
        let wait = async |build: Arc<Build>| {
            build.stop.requested().await;
            COMPLETE
        };
        assert_eq!(builds.start(&id(1), wait), Start::Started);
        assert_eq!(builds.start(&id(2), wait), Start::Started);
        assert_eq!(builds.start(&id(3), wait), Start::Busy);
        assert_eq!(builds.start(&id(2), wait), Start::Known(None));
        builds.close().await;
        assert_eq!(builds.running(), 0);
        assert_eq!(builds.start(&id(3), wait), Start::Closing);
    }

    #[tokio::test]
    async fn a_panic_ends_the_build_and_frees_its_place() {
        let builds = Arc::new(Builds::new(1));
        builds.start(&id(1), async |_| panic!("on purpose"));
        idle(&builds).await;
        let build = builds.find(&id(1)).unwrap();
        assert_eq!(build.log.ended(), Some(EndStatus::Failed));
        assert_eq!(builds.start(&id(2), |_| future::ready(COMPLETE)), Start::Started);
    }

    #[tokio::test]
    async fn the_oldest_go_when_the_events_take_too_much_room() {
        let builds = Arc::new(Builds { most_retained_bytes: 1_000, ..Builds::new(1) });
        for number in 0..3 {
            builds.start(&id(number), async |build| {
                build.log.append(&Event::Configuration { text: "x".repeat(400) });
                COMPLETE
            });
            idle(&builds).await;
        }
        assert!(builds.find(&id(0)).is_none());
        assert!(builds.find(&id(1)).is_some() && builds.find(&id(2)).is_some());
    }
}
