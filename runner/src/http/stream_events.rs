//! `GET /builds/{buildId}/events`: a build's past and future events as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::Stream;
use futures::stream::unfold;
use serde::Deserialize;
use steward_kernel::id::{BuildId, TypeId};
use tokio::sync::watch;

use super::{ApiError, AppState};
use crate::builds::{EventLog, StoredEvent};

/// The time between two comments while there are no events.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Events read from the log at once.
const PAGE: usize = 256;

/// The query parameters.
#[derive(Debug, Deserialize)]
pub struct Parameters {
    after: Option<String>,
}

/// Streams the events with numbers above `?after=` or `Last-Event-ID` up to the end event. The header wins, because
/// a client that reconnects by itself repeats the original URL.
///
/// # Errors
/// 400 when the number is invalid, 404 for an unknown build.
pub async fn handle(
    State(state): State<AppState>,
    Path(build_id): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let build = BuildId::parse(&build_id).ok().and_then(|id| state.builds.find(&id));
    let build = build.ok_or_else(|| ApiError::not_found("the runner does not know this build"))?;
    let after = match headers.get("last-event-id") {
        Some(value) => number("Last-Event-ID", value.to_str().unwrap_or_default())?,
        None => parameters.after.map_or(Ok(0), |after| number("after", &after))?,
    };
    let reader = Reader::new(Arc::clone(&build.log), after);
    Ok(Sse::new(unfold(reader, Reader::next)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn number(field: &str, text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_| ApiError::validation(field, "must be the number of an event, or 0"))
}

struct Reader {
    log: Arc<EventLog>,
    changed: watch::Receiver<()>,
    after: u64,
    page: VecDeque<Arc<StoredEvent>>,
}

impl Reader {
    fn new(log: Arc<EventLog>, after: u64) -> Self {
        Self { changed: log.subscribe(), log, after, page: VecDeque::new() }
    }

    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.page.pop_front() {
                self.after = event.number;
                let event = Event::default().id(event.number.to_string()).event(event.kind).data(&event.data);
                return Some((Ok(event), self));
            }
            // read before the log: an end event appended in between is seen in the next iteration
            let is_over = self.log.ended().is_some();
            self.page = self.log.after(self.after, PAGE).into();
            if self.page.is_empty() {
                if is_over {
                    return None;
                }
                // the reader owns the log, and with it the sender, so the channel cannot be closed
                let _ = self.changed.changed().await;
            }
        }
    }
}
