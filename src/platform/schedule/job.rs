//! Jobs: declared in the feature whose work it is.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;

use crate::edge::Edge;

/// Periodic work. It runs in bounded steps, and what it leaves undone the next run does.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Stored, and the name of the job's lock: `outbox.sweep`.
    pub name: &'static str,
    /// Milliseconds from one start to the next, at least. The cron ticks once a minute; 0 runs at each tick.
    pub every_ms: i64,
    pub run: fn(Edge) -> LocalBoxFuture<'static, Result<(), Error>>,
}

/// Declares a job: `job!("outbox.sweep", 0, sweep)`, where `sweep` is an `async fn(&Edge) -> Result<(), Error>`.
#[macro_export]
macro_rules! job {
    ($name:literal, $every_ms:expr, $run:path) => {
        $crate::platform::schedule::Job {
            name: $name,
            every_ms: $every_ms,
            run: |edge| Box::pin(async move { $run(&edge).await }),
        }
    };
}

/// The jobs of all domains, in the order in which a tick runs them.
pub type Jobs = &'static [&'static [Job]];

static JOBS: OnceLock<Jobs> = OnceLock::new();

/// Installs the jobs, once in each isolate.
pub fn install(jobs: Jobs) {
    // every entry point installs the same
    let _ = JOBS.set(jobs);
}

pub(super) fn all() -> impl Iterator<Item = &'static Job> {
    JOBS.get().copied().unwrap_or_default().iter().copied().flatten()
}
