//! Probing each binding. Anybody may ask, so the result is cached for ten seconds, and one request probes at a time.

use std::cell::{Cell, RefCell};

use serde::Serialize;
use steward_durable_objects::advisory_locker::AdvisoryLockerClient;
use steward_kernel::config::RunnerLocation;
use steward_kernel::time::SECOND;
use utoipa::ToSchema;

use super::store;
use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, Request};

/// How long a result is cached.
const CACHE_MS: i64 = 10 * SECOND;

/// The state of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    Error,
    Unchecked,
}

impl<T, E> From<Result<T, E>> for State {
    fn from(result: Result<T, E>) -> Self {
        if result.is_ok() { Self::Ok } else { Self::Error }
    }
}

/// The state of each part.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bindings {
    pub database: State,
    pub bucket: State,
    /// Whether the queue is bound; no message is sent.
    pub queue: State,
    /// One Durable Object, as a sample.
    pub durable_objects: State,
    /// Probed only with `deep=true`.
    pub runner: State,
}

/// The state of the platform.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Health {
    /// `ok` when every part that was checked responds.
    pub status: Status,
    pub bindings: Bindings,
}

/// The state of all parts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    Degraded,
}

/// A result, and what it is the result of.
#[derive(Debug, Clone, Copy)]
struct Probed {
    at: i64,
    deep: bool,
    health: Health,
}

thread_local! {
    static LAST: RefCell<Option<Probed>> = const { RefCell::new(None) };
    /// When a request began to probe that has not ended.
    static PROBING_SINCE: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Whether a result answers a request at `now`. While another request probes, an older result does.
fn answers(last: Probed, deep: bool, probing_since: Option<i64>, now: i64) -> bool {
    let is_probed = probing_since.is_some_and(|since| now - since < CACHE_MS);
    (last.deep || !deep) && (now - last.at < CACHE_MS || is_probed)
}

/// The state of the platform, at most some seconds old.
pub async fn health(edge: &Edge, deep: bool) -> Health {
    let last = LAST.with_borrow(|last| *last);
    if let Some(last) = last.filter(|last| answers(*last, deep, PROBING_SINCE.get(), edge.now())) {
        return last.health;
    }
    PROBING_SINCE.set(Some(edge.now()));
    let health = probe(edge, deep).await;
    PROBING_SINCE.set(None);
    LAST.replace(Some(Probed { at: edge.now(), deep, health }));
    health
}

async fn probe(edge: &Edge, deep: bool) -> Health {
    let (database, bucket, durable_objects, runner) =
        futures::join!(probe_database(edge), probe_bucket(edge), probe_object(edge), async {
            if deep { probe_runner(edge).await } else { State::Unchecked }
        });
    let queue = if edge.binding("EVENTS").is_some() { State::Ok } else { State::Error };
    let bindings = Bindings { database, bucket, queue, durable_objects, runner };
    let failed = [database, bucket, queue, durable_objects, runner].contains(&State::Error);
    Health { status: if failed { Status::Degraded } else { Status::Ok }, bindings }
}

async fn probe_database(edge: &Edge) -> State {
    match edge.database() {
        Ok(database) => database.run(crate::bind!(store::SELECT_ANSWER)).await.into(),
        Err(_) => State::Error,
    }
}

async fn probe_bucket(edge: &Edge) -> State {
    match edge.env().bucket("BUCKET") {
        Ok(bucket) => bucket.head("health").await.into(),
        Err(_) => State::Error,
    }
}

async fn probe_object(edge: &Edge) -> State {
    match AdvisoryLockerClient::new(edge.env(), "health") {
        Ok(locker) => locker.is_locked().await.into(),
        Err(_) => State::Error,
    }
}

async fn probe_runner(edge: &Edge) -> State {
    let config = edge.config();
    match config.runner().map(|runner| &runner.location) {
        // a container is started by the build that needs it
        Ok(RunnerLocation::Container) => State::Unchecked,
        Ok(RunnerLocation::Address(address)) => {
            let request = Request::get(format!("{address}/health"));
            let response = HttpClient::new("runner").without_retries().send(&request).await;
            response.map_err(drop).and_then(|response| if response.status == 200 { Ok(()) } else { Err(()) }).into()
        }
        Err(_) => State::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_answers_for_ten_seconds_and_while_another_request_probes() {
        let bindings = Bindings {
            database: State::Ok,
            bucket: State::Ok,
            queue: State::Ok,
            durable_objects: State::Ok,
            runner: State::Unchecked,
        };
        let last = |deep| Probed { at: 0, deep, health: Health { status: Status::Ok, bindings } };
        for (last, deep, probing_since, now, expected) in [
            (last(false), false, None, CACHE_MS - 1, true),
            (last(false), false, None, CACHE_MS, false),
            (last(false), true, None, 1, false),
            (last(true), true, None, CACHE_MS - 1, true),
            (last(true), true, None, CACHE_MS, false),
            (last(true), false, None, 1, true),
            (last(true), true, Some(CACHE_MS), CACHE_MS + 1, true),
            (last(false), true, Some(CACHE_MS), CACHE_MS + 1, false),
            // a request that was cut off probes no more
            (last(true), true, Some(CACHE_MS), 2 * CACHE_MS, false),
        ] {
            assert_eq!(answers(last, deep, probing_since, now), expected, "{deep} {probing_since:?} {now}");
        }
    }
}
