//! `GET /builds/{buildId}/events`: a build's past and future events as server-sent events.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use serde::Deserialize;
use steward_kernel::id::{BuildId, TypeId};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::{ApiError, AppState};
use crate::builds::EventLog;

/// The time between two comments while there are no events.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// The bytes of events that are sent in one piece, which costs the reader hardly more than one event.
const PIECE: usize = 256 * 1024;

/// The shortest time between two pieces while the reader keeps up: lines that trickle in travel together, too.
const INTERVAL: Duration = Duration::from_millis(10);

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
) -> Result<Response, ApiError> {
    let build = BuildId::parse(&build_id).ok().and_then(|id| state.builds.find(&id));
    let build = build.ok_or_else(|| ApiError::not_found("the runner does not know this build"))?;
    let after = match headers.get("last-event-id") {
        Some(value) => number("Last-Event-ID", value.to_str().unwrap_or_default())?,
        None => parameters.after.map_or(Ok(0), |after| number("after", &after))?,
    };
    let reader = Reader { changed: build.log.subscribe(), log: Arc::clone(&build.log), after, next_at: Instant::now() };
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, Body::from_stream(unfold(reader, Reader::next))).into_response())
}

fn number(field: &str, text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_| ApiError::validation(field, "must be the number of an event, or 0"))
}

struct Reader {
    log: Arc<EventLog>,
    changed: watch::Receiver<()>,
    after: u64,
    /// When the next piece may be sent.
    next_at: Instant,
}

impl Reader {
    /// All events that are there, up to a limit; or a comment, if there is none for long.
    async fn next(mut self) -> Option<(Result<String, Infallible>, Self)> {
        loop {
            // read before the log: an end event appended in between is seen in the next iteration
            let is_over = self.log.ended().is_some();
            let events = self.log.after(self.after, PIECE);
            if let Some(last) = events.last() {
                self.after = last.number;
                self.next_at = Instant::now() + INTERVAL;
                let mut text = String::with_capacity(events.iter().map(|event| event.data.len() + 64).sum());
                for event in &events {
                    // JSON has no line ends, and writing to a String does not fail
                    let _ = write!(text, "id: {}\nevent: {}\ndata: {}\n\n", event.number, event.kind, event.data);
                }
                return Some((Ok(text), self));
            }
            if is_over {
                return None;
            }
            // the reader owns the log, and with it the sender, so the channel cannot be closed
            if timeout(HEARTBEAT, self.changed.changed()).await.is_err() {
                return Some((Ok(":\n\n".to_owned()), self));
            }
            sleep_until(self.next_at).await;
        }
    }
}
