//! Handles one run of the cron: the due jobs run one after the other, each under its lock.

use std::panic::AssertUnwindSafe;
use steward_kernel::from_json::FromJson;

use futures::FutureExt;
use serde_json::{Value, json};
use steward_durable_objects::advisory_locker::{Acquisition, AdvisoryLockerClient};
use steward_kernel::error::Error;
use steward_kernel::time::MINUTE;

use super::job::{self, Job};
use super::store;
use crate::edge::database::Outcome;
use crate::edge::{Edge, log};

/// A job's lock expires after this time when its run was cancelled. Jobs work in bounded steps and take seconds.
const LOCK_TTL_MS: i64 = 5 * MINUTE;
/// The owner of the locks, for diagnostics.
const OWNER: &str = "cron";

#[derive(FromJson)]
struct Taken {
    name: String,
}

/// Runs the due jobs. A failed job does not stop the others; its error is logged and stored in its row.
///
/// # Errors
/// [`Error::Database`] when the jobs cannot be claimed.
pub async fn run_due(edge: &Edge) -> Result<(), Error> {
    let (now, database) = (edge.now(), edge.database()?);
    let declared = job::all().map(|job| json!({ "name": job.name, "everyMs": job.every_ms }));
    let declared = Value::from_iter(declared).to_string();
    let statements =
        vec![crate::bind!(store::INSERT_MISSING, declared, now), crate::bind!(store::TAKE_DUE, declared, now)];
    let outcomes = database.batch(statements).await?;
    let taken: Vec<Taken> = outcomes.last().map(Outcome::rows).transpose()?.unwrap_or_default();
    let mut results = Vec::new();
    for job in job::all().filter(|job| taken.iter().any(|taken| taken.name == job.name)) {
        match run_locked(edge, job).await {
            Ok(Run::Finished) => results.push(json!({ "name": job.name, "error": null })),
            Ok(Run::AlreadyRunning) => {}
            Err(error) => {
                let text = error.detail().map_or_else(|| error.to_string(), |detail| format!("{error}: {detail}"));
                log::error("run job failed", &[("job", job.name.into()), ("error", text.as_str().into())]);
                results.push(json!({ "name": job.name, "error": text }));
            }
        }
    }
    if !results.is_empty() {
        database.run(crate::bind!(store::FINISH, Value::from(results).to_string(), crate::edge::clock())).await?;
    }
    Ok(())
}

enum Run {
    Finished,
    /// An earlier run of the job has not ended.
    AlreadyRunning,
}

async fn run_locked(edge: &Edge, job: &Job) -> Result<Run, Error> {
    let lock = AdvisoryLockerClient::new(edge.env(), &lock_key(job.name)).map_err(Error::internal)?;
    let token = match lock.try_acquire(OWNER, LOCK_TTL_MS).await.map_err(Error::internal)? {
        Acquisition::Acquired { token, .. } => token,
        Acquisition::Held { .. } => return Ok(Run::AlreadyRunning),
    };
    // a panic of one job stops neither the others nor the release of its lock
    let result = AssertUnwindSafe((job.run)(edge.clone())).catch_unwind().await;
    if let Err(error) = lock.release(token).await {
        log::error("release job lock failed", &[("job", job.name.into()), ("error", error.to_string().into())]);
    }
    result.unwrap_or_else(|_| Err(Error::internal("the job panicked"))).map(|()| Run::Finished)
}

/// The name of the job's locker object. Another format would let two versions of the Worker run one job at the same
/// time.
fn lock_key(name: &str) -> String {
    format!("job:{name}")
}

#[cfg(test)]
mod tests {
    use super::lock_key;

    #[test]
    fn the_lock_is_named_by_the_job() {
        assert_eq!(lock_key("outbox.sweep"), "job:outbox.sweep");
    }
}
