//! Jobs. The feature that does the work declares the job.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;

use crate::edge::Edge;

/// A job. It works in bounded steps; the next run continues with the rest.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Stored, and the name of the job's lock: `outbox.sweep`.
    pub name: &'static str,
    /// The minimum time between two starts, in milliseconds. The cron runs once a minute; with 0, the job runs each
    /// time.
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

/// Installs the jobs, once per isolate.
pub fn install(jobs: Jobs) {
    // every entry point installs the same
    let _ = JOBS.set(jobs);
}

pub(super) fn all() -> impl Iterator<Item = &'static Job> {
    JOBS.get().copied().unwrap_or_default().iter().copied().flatten()
}
