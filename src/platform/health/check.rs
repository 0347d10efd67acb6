//! Asking each binding something small. The answer is kept for ten seconds, so that being asked often costs nothing.

use std::cell::RefCell;

use serde::Serialize;
use steward_durable_objects::advisory_locker::AdvisoryLockerClient;
use steward_kernel::time::SECOND;
use utoipa::ToSchema;

use super::store;
use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, Request};

/// How long an answer is good for.
const FRESH_MS: i64 = 10 * SECOND;

/// How one part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It answers.
    Ok,
    /// It does not.
    Error,
    /// It was not asked.
    Unchecked,
}

impl<T, E> From<Result<T, E>> for State {
    fn from(result: Result<T, E>) -> Self {
        if result.is_ok() { Self::Ok } else { Self::Error }
    }
}

/// How the parts do.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bindings {
    /// D1.
    pub database: State,
    /// R2.
    pub bucket: State,
    /// Whether messages can be sent; none is.
    pub queue: State,
    /// One Durable Object, asked for all.
    pub durable_objects: State,
    /// Asked only with `deep=true`.
    pub runner: State,
}

/// How the platform does.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Health {
    /// `ok` when everything that was asked answers.
    pub status: Status,
    /// Part by part.
    pub bindings: Bindings,
}

/// All parts in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything answers.
    Ok,
    /// Something does not.
    Degraded,
}

thread_local! {
    static LAST: RefCell<Option<(i64, Health)>> = const { RefCell::new(None) };
}

/// How the platform does, as of at most ten seconds ago.
pub async fn health(edge: &Edge, deep: bool) -> Health {
    let last = LAST.with_borrow(|last| *last);
    if let Some((at, health)) = last
        && !deep
        && edge.now() - at < FRESH_MS
    {
        return health;
    }
    let health = ask(edge, deep).await;
    LAST.replace(Some((edge.now(), health)));
    health
}

async fn ask(edge: &Edge, deep: bool) -> Health {
    let (database, bucket, durable_objects, runner) =
        futures::join!(ask_database(edge), ask_bucket(edge), ask_object(edge), async {
            if deep { ask_runner(edge).await } else { State::Unchecked }
        });
    let queue = if edge.binding("EVENTS").is_some() { State::Ok } else { State::Error };
    let bindings = Bindings { database, bucket, queue, durable_objects, runner };
    let failed = [database, bucket, queue, durable_objects, runner].contains(&State::Error);
    Health { status: if failed { Status::Degraded } else { Status::Ok }, bindings }
}

async fn ask_database(edge: &Edge) -> State {
    match edge.database() {
        Ok(database) => database.run(crate::bind!(store::SELECT_ANSWER)).await.into(),
        Err(_) => State::Error,
    }
}

async fn ask_bucket(edge: &Edge) -> State {
    match edge.env().bucket("BUCKET") {
        Ok(bucket) => bucket.head("health").await.into(),
        Err(_) => State::Error,
    }
}

async fn ask_object(edge: &Edge) -> State {
    match AdvisoryLockerClient::new(edge.env(), "health") {
        Ok(locker) => locker.is_locked().await.into(),
        Err(_) => State::Error,
    }
}

async fn ask_runner(edge: &Edge) -> State {
    match edge.variable("RUNNER") {
        // a container is started by the build that needs it
        Ok(runner) if runner == "container" => State::Unchecked,
        Ok(runner) => {
            let request = Request::get(format!("{}/health", runner.trim_end_matches('/')));
            let response = HttpClient::new("runner").without_retries().send(&request).await;
            response.map_err(drop).and_then(|response| if response.status == 200 { Ok(()) } else { Err(()) }).into()
        }
        Err(_) => State::Error,
    }
}
