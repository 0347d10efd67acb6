//! Probing each binding. The result is cached for ten seconds.

use std::cell::RefCell;

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

thread_local! {
    static LAST: RefCell<Option<(i64, Health)>> = const { RefCell::new(None) };
}

/// The state of the platform, at most ten seconds old unless `deep`.
pub async fn health(edge: &Edge, deep: bool) -> Health {
    let last = LAST.with_borrow(|last| *last);
    if let Some((at, health)) = last
        && !deep
        && edge.now() - at < CACHE_MS
    {
        return health;
    }
    let health = probe(edge, deep).await;
    LAST.replace(Some((edge.now(), health)));
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
