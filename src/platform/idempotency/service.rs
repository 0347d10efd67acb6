//! Answering a request with an `Idempotency-Key`.

use std::ops::ControlFlow;

use futures::future::LocalBoxFuture;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::time::{DAY, MINUTE};

use super::record::Record;
use super::{response, store};
use crate::api::{Holder, Input, Operation};
use crate::edge::database::violates;
use crate::edge::guard::Guard;
use crate::edge::response::Response;
use crate::edge::{Edge, log};

/// What D1's error contains when another request has written the record.
pub(super) const MARKER: &str = "idempotency_key.id";
/// How long a response is given again.
const LIFETIME_MS: i64 = DAY;
/// A request without a response is running for this long; after that, it was interrupted.
const RUNNING_MS: i64 = MINUTE;
/// Rows of one step of the clean-up.
const PRUNE_ROWS: u32 = 500;
/// Steps of one run.
const PRUNE_STEPS: u32 = 20;

#[derive(FromJson)]
struct Row {
    role: String,
    content_sealed: String,
    created_at: i64,
}

/// Runs the operation, or gives the response of the first request with the key again. The caller's rights were checked.
pub fn answer(
    operation: &'static Operation,
    input: Input,
    key: String,
    holder: Holder,
) -> LocalBoxFuture<'static, Result<Response, Error>> {
    Box::pin(async move {
        let edge = input.incoming.edge.clone();
        let record = Record::of(operation, &input, &key, &holder)?;
        if let ControlFlow::Break(earlier) = find(&edge, &record).await? {
            return earlier;
        }
        edge.guard(Guard { statement: record.insert(&edge, None)?, marker: MARKER });
        let answered = (operation.handle)(input).await;
        if !edge.has_committed_guards() {
            // it may have seen what the same request has changed meanwhile
            if let ControlFlow::Break(earlier) = find(&edge, &record).await? {
                return earlier;
            }
            if edge.failed_guard() == Some(MARKER) {
                // the other one was refused after its change, and its record deleted
                return Err(ConflictCode::RequestInProgress.into());
            }
        }
        if let Err(error) = keep(&edge, &record, &answered).await {
            log::error("keep response failed", &[("error", format!("{error:?}").into())]);
        }
        answered
    })
}

/// What the earlier request with the key is answered with, if there was one.
async fn find(edge: &Edge, record: &Record) -> Result<ControlFlow<Result<Response, Error>>, Error> {
    let statements = vec![
        crate::bind!(store::DELETE_EXPIRED, record.id, edge.now() - LIFETIME_MS),
        crate::bind!(store::SELECT, record.id),
    ];
    let found = edge.database()?.batch(statements).await?.pop();
    let Some(row) = found.map(|found| found.first::<Row>()).transpose()?.flatten() else {
        return Ok(ControlFlow::Continue(()));
    };
    let content = record.open(edge, &row.content_sealed)?;
    let kept = record.response_in(&content)?.filter(|_| row.role == record.role).and_then(response::read);
    Ok(ControlFlow::Break(match kept {
        Some(response) => Ok(response),
        None if edge.now() - row.created_at < RUNNING_MS && !content.contains('\n') => {
            Err(ConflictCode::RequestInProgress.into())
        }
        None => Err(ConflictCode::ResponseNotKept.into()),
    }))
}

/// Keeps the response of a request that took effect. A refused request may be sent again with the same key; whether a failed
/// one took effect is unknown, so the record of its change stays.
async fn keep(edge: &Edge, record: &Record, answered: &Result<Response, Error>) -> Result<(), Error> {
    let (status, response) = match answered {
        // a cookie is a credential of one browser
        Ok(response) => (response.status, response::write(response).filter(|_| !edge.sets_cookies())),
        Err(error) => (error.status(), None),
    };
    let is_written = edge.has_committed_guards();
    let statement = match response.filter(|_| (200..300).contains(&status)) {
        Some(text) if is_written => crate::bind!(store::SET_RESPONSE, record.id, record.seal(edge, Some(&text))?),
        Some(text) => record.insert(edge, Some(&text))?,
        None if is_written && (400..500).contains(&status) => crate::bind!(store::DELETE, record.id),
        None => return Ok(()),
    };
    match edge.database()?.run(statement).await {
        // the same request at the same time, which made no change either
        Err(error) if violates(&error, MARKER) => Ok(()),
        ran => ran.map(|_| ()),
    }
}

/// Deletes records that are older than a day.
pub(super) async fn prune(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    for _ in 0..PRUNE_STEPS {
        let deleted = database.run(crate::bind!(store::PRUNE, edge.now() - LIFETIME_MS, PRUNE_ROWS)).await?.changes;
        if deleted < u64::from(PRUNE_ROWS) {
            break;
        }
    }
    Ok(())
}
