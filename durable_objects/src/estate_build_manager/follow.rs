//! Follows a running build: reads and stores the events of its runner, over broken connections, until the build ends.

use std::time::Duration;

use futures::future::{Either, LocalBoxFuture, select};
use steward_kernel::build::{BuildFailure, BuildStatus, FailureCode};
use steward_kernel::id::BuildId;
use steward_kernel::time::SECOND;
use worker::Delay;

use super::ingest::Ingested;
use super::manager::Manager;
use super::rules::Build;
use super::runner::EventStream;
use super::sse::SseParser;
use crate::runtime::transport::ObjectError;
use crate::runtime::{Body, clock, log};

/// A runner sends at least a comment every 5 s. After this time without data the connection is considered broken.
const SILENCE_TIMEOUT_MS: i64 = 20 * SECOND;
/// How long a runner may be unreachable before its build fails.
const RUNNER_LOST_AFTER_MS: i64 = 15 * SECOND;
/// The runner stops a build at its timeout. If it has not after this additional time, the manager does.
const GRACE_MS: i64 = 5 * SECOND;
/// The interval at which other due tasks run.
const TICK_MS: i64 = SECOND;
/// The largest event: a list of files, or a configuration with many characters that JSON escapes.
const MAX_EVENT_BYTES: usize = 8 << 20;
/// The longest delay between two connection attempts.
const MAX_RECONNECT_DELAY_MS: i64 = 4 * SECOND;

/// Why the stream of events is no longer read.
enum StreamEnd {
    BuildEnded,
    /// The stream has to be opened again.
    Disconnected(String),
}

impl Manager {
    /// Follows a build until it is no longer in progress.
    pub(super) fn follow<'a>(&'a self, build_id: &'a BuildId) -> LocalBoxFuture<'a, Result<(), ObjectError>> {
        Box::pin(async move {
            let mut received_at = clock::now_ms();
            let mut delay = SECOND / 4;
            while let Some(build) = self.find_in_progress_or_time_out(build_id)? {
                let runner = match self.runner() {
                    Ok(runner) => runner,
                    Err(reason) => return self.end(build, FailureCode::RunnerLost, &reason, false),
                };
                let reason = match runner.events(build_id, build.last_event).await {
                    EventStream::Unknown => {
                        let message = "The runner was restarted and no longer has this build.";
                        return match self.find_in_progress_or_time_out(build_id)? {
                            Some(build) => self.end(build, FailureCode::RunnerLost, message, false),
                            None => Ok(()),
                        };
                    }
                    EventStream::Open(response) => {
                        let before = build.last_event;
                        let end = self.read_events(build_id, &response).await?;
                        let StreamEnd::Disconnected(reason) = end else {
                            return Ok(());
                        };
                        if self.find(build_id)?.is_some_and(|build| build.last_event > before) {
                            received_at = clock::now_ms();
                            delay = SECOND / 4;
                        }
                        reason
                    }
                    EventStream::Unreachable(reason) => reason,
                };
                log::info("runner connection lost", &[("buildId", &build_id), ("reason", &reason)]);
                if clock::now_ms().saturating_sub(received_at) >= RUNNER_LOST_AFTER_MS {
                    if let Some(build) = self.find_in_progress_or_time_out(build_id)? {
                        let message = format!("The connection to the runner was lost: {reason}.");
                        self.end(build, FailureCode::RunnerLost, &message, true)?;
                    }
                    return Ok(());
                }
                self.wait(delay).await?;
                delay = (delay * 2).min(MAX_RECONNECT_DELAY_MS);
            }
            Ok(())
        })
    }

    /// The build if it is in progress. A build that exceeded its timeout is failed here.
    fn find_in_progress_or_time_out(&self, build_id: &BuildId) -> Result<Option<Build>, ObjectError> {
        let Some(build) = self.find(build_id)?.filter(|build| build.status == BuildStatus::InProgress) else {
            return Ok(None);
        };
        let timeout = self.build_timeout_ms();
        let started_at = build.started_at.unwrap_or(build.created_at);
        if clock::now_ms().saturating_sub(started_at) < timeout.saturating_add(GRACE_MS) {
            return Ok(Some(build));
        }
        let message = format!("The build took longer than {} seconds.", timeout / SECOND);
        self.end(build, FailureCode::TimedOut, &message, true)?;
        Ok(None)
    }

    /// Fails a build. `stop` says whether its runner may still run it.
    pub(super) fn end(
        &self,
        mut build: Build,
        code: FailureCode,
        message: &str,
        stop: bool,
    ) -> Result<(), ObjectError> {
        let line = build.fail(BuildFailure::new(code, message), clock::now_ms());
        if !stop {
            build.clear_assignment();
        }
        self.save(&build, line.as_slice())
    }

    /// Waits for the time or a change, then runs due tasks.
    async fn wait(&self, milliseconds: i64) -> Result<(), ObjectError> {
        let seen = self.changes.changes();
        let time = Duration::from_millis(milliseconds.unsigned_abs());
        select(std::pin::pin!(self.changes.after(seen)), Delay::from(time)).await;
        self.run_due_tasks().await
    }

    fn read_events<'a>(
        &'a self,
        build_id: &'a BuildId,
        response: &'a web_sys::Response,
    ) -> LocalBoxFuture<'a, Result<StreamEnd, ObjectError>> {
        Box::pin(async move {
            let Some(mut stream) = Body::of(response) else {
                return Ok(StreamEnd::Disconnected("the stream has no body".to_owned()));
            };
            let mut parser = SseParser::new(MAX_EVENT_BYTES);
            let mut received_at = clock::now_ms();
            loop {
                let seen = self.changes.changes();
                if self.find_in_progress_or_time_out(build_id)?.is_none() {
                    return Ok(StreamEnd::BuildEnded);
                }
                let tick = Delay::from(Duration::from_millis(TICK_MS.unsigned_abs()));
                let change = std::pin::pin!(self.changes.after(seen));
                let other = select(change, tick);
                let chunk = match select(std::pin::pin!(stream.next()), other).await {
                    Either::Left((chunk, _)) => chunk,
                    Either::Right(_) => {
                        self.run_due_tasks().await?;
                        if clock::now_ms().saturating_sub(received_at) >= SILENCE_TIMEOUT_MS {
                            return Ok(StreamEnd::Disconnected("the stream is silent".to_owned()));
                        }
                        continue;
                    }
                };
                let chunk = match chunk {
                    Some(Ok(chunk)) => chunk,
                    Some(Err(error)) => return Ok(StreamEnd::Disconnected(error)),
                    None => return Ok(StreamEnd::Disconnected("the stream ended before the build".to_owned())),
                };
                received_at = clock::now_ms();
                let Ok(events) = parser.push(&chunk) else {
                    return self.end_invalid(build_id, "The runner sent an event that is too large.");
                };
                if events.is_empty() {
                    continue;
                }
                match self.ingest(build_id, events).await? {
                    Ingested::Stored => self.send_wakeup().await?,
                    Ingested::Invalid(message) => return self.end_invalid(build_id, &message),
                    Ingested::Reconnect(reason) => return Ok(StreamEnd::Disconnected(reason)),
                }
            }
        })
    }

    fn end_invalid(&self, build_id: &BuildId, message: &str) -> Result<StreamEnd, ObjectError> {
        if let Some(build) = self.find_in_progress_or_time_out(build_id)? {
            self.end(build, FailureCode::Internal, message, true)?;
        }
        Ok(StreamEnd::BuildEnded)
    }
}
