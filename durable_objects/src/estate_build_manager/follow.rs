//! Following a build at its runner: its events are read, stored and passed on, over broken connections, until it ends.

use std::time::Duration;

use futures::StreamExt;
use futures::future::{Either, select};
use steward_kernel::build::{BuildStatus, Failure, FailureCode};
use steward_kernel::id::BuildId;
use steward_kernel::time::SECOND;
use worker::{ByteStream, Delay};

use super::drive::build_timeout_ms;
use super::ingest::Ingested;
use super::manager::Manager;
use super::rules::Build;
use super::runner::Events;
use super::sse::SseParser;
use crate::transport::Fault;
use crate::{clock, journal};

/// A runner sends at least a comment every 5 s; after this time without a byte the connection is broken.
const SILENCE_MS: i64 = 20 * SECOND;
/// For so long a runner may be unreachable before its build is lost.
const LOST_AFTER_MS: i64 = 15 * SECOND;
/// The runner ends a build that takes too long; when it has not after this time more, we do.
const GRACE_MS: i64 = 5 * SECOND;
/// How often other things that are due are attended to.
const TICK_MS: i64 = SECOND;
/// The largest event, in bytes: a list of files, or a configuration with many characters that JSON has to escape.
const LARGEST_EVENT: usize = 8 << 20;
/// Waits between two tries to connect grow up to this.
const LONGEST_PAUSE_MS: i64 = 4 * SECOND;

/// Why a stream of events is no longer read.
enum Left {
    /// The build has ended, by its runner or by us.
    Ended,
    /// The connection broke, or what it said cannot be used.
    Broken(String),
}

impl Manager {
    /// Follows a build until it is no longer in progress.
    pub(super) async fn follow(&self, build_id: &BuildId) -> Result<(), Fault> {
        let mut heard_at = clock::now_ms();
        let mut pause = SECOND / 4;
        while let Some(build) = self.overdue_or_in_progress(build_id)? {
            let runner = match self.runner() {
                Ok(runner) => runner,
                Err(reason) => return self.end(build, FailureCode::RunnerLost, &reason, false),
            };
            let reason = match runner.events(build_id, build.last_event).await {
                Events::Unknown => {
                    let message = "The runner no longer knows the build: it was restarted.";
                    return match self.overdue_or_in_progress(build_id)? {
                        Some(build) => self.end(build, FailureCode::RunnerLost, message, false),
                        None => Ok(()),
                    };
                }
                Events::Open(response) => {
                    let before = build.last_event;
                    let left = self.read_events(build_id, &response).await?;
                    let Left::Broken(reason) = left else {
                        return Ok(());
                    };
                    if self.find(build_id)?.is_some_and(|build| build.last_event > before) {
                        heard_at = clock::now_ms();
                        pause = SECOND / 4;
                    }
                    reason
                }
                Events::Unreachable(reason) => reason,
            };
            journal::info("runner_connection_lost", &[("buildId", &build_id), ("reason", &reason)]);
            if clock::now_ms().saturating_sub(heard_at) >= LOST_AFTER_MS {
                if let Some(build) = self.overdue_or_in_progress(build_id)? {
                    let message = format!("The connection to the runner was lost: {reason}.");
                    self.end(build, FailureCode::RunnerLost, &message, true)?;
                }
                return Ok(());
            }
            self.wait(pause).await?;
            pause = (pause * 2).min(LONGEST_PAUSE_MS);
        }
        Ok(())
    }

    /// The build, unless it has ended; one that takes too long is ended here.
    fn overdue_or_in_progress(&self, build_id: &BuildId) -> Result<Option<Build>, Fault> {
        let Some(build) = self.find(build_id)?.filter(|build| build.status == BuildStatus::InProgress) else {
            return Ok(None);
        };
        let timeout = build_timeout_ms(&self.env);
        let started_at = build.started_at.unwrap_or(build.created_at);
        if clock::now_ms().saturating_sub(started_at) < timeout.saturating_add(GRACE_MS) {
            return Ok(Some(build));
        }
        let message = format!("The build took longer than {} s.", timeout / SECOND);
        self.end(build, FailureCode::TimedOut, &message, true)?;
        Ok(None)
    }

    /// Ends a build from our side; `stop` when its runner may still be at it.
    pub(super) fn end(&self, mut build: Build, code: FailureCode, message: &str, stop: bool) -> Result<(), Fault> {
        let line = build.fail(Failure::new(code, message), clock::now_ms());
        if !stop {
            build.stopped();
        }
        self.save(&build, line.as_slice())
    }

    /// Waits, with an eye on what else is due, unless something changes.
    async fn wait(&self, milliseconds: i64) -> Result<(), Fault> {
        let seen = self.changes.changes();
        let time = Duration::from_millis(milliseconds.unsigned_abs());
        select(std::pin::pin!(self.changes.after(seen)), Delay::from(time)).await;
        self.attend().await
    }

    async fn read_events(&self, build_id: &BuildId, response: &web_sys::Response) -> Result<Left, Fault> {
        let Some(body) = response.body() else {
            return Ok(Left::Broken("the stream has no body".to_owned()));
        };
        let mut stream = ByteStream::from(body);
        let mut parser = SseParser::new(LARGEST_EVENT);
        let mut heard_at = clock::now_ms();
        loop {
            let seen = self.changes.changes();
            if self.overdue_or_in_progress(build_id)?.is_none() {
                return Ok(Left::Ended);
            }
            let tick = Delay::from(Duration::from_millis(TICK_MS.unsigned_abs()));
            let change = std::pin::pin!(self.changes.after(seen));
            let other = select(change, tick);
            let chunk = match select(stream.next(), other).await {
                Either::Left((chunk, _)) => chunk,
                Either::Right(_) => {
                    self.attend().await?;
                    if clock::now_ms().saturating_sub(heard_at) >= SILENCE_MS {
                        return Ok(Left::Broken("the stream is silent".to_owned()));
                    }
                    continue;
                }
            };
            let chunk = match chunk {
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => return Ok(Left::Broken(error.to_string())),
                None => return Ok(Left::Broken("the stream ended before the build".to_owned())),
            };
            heard_at = clock::now_ms();
            let Ok(events) = parser.push(&chunk) else {
                return self.end_unreadable(build_id, "The runner sent an event that is too large.");
            };
            if events.is_empty() {
                continue;
            }
            match self.ingest(build_id, events).await? {
                Ingested::Stored => self.announce().await?,
                Ingested::Unreadable(message) => return self.end_unreadable(build_id, &message),
                Ingested::Again(reason) => return Ok(Left::Broken(reason)),
            }
        }
    }

    fn end_unreadable(&self, build_id: &BuildId, message: &str) -> Result<Left, Fault> {
        if let Some(build) = self.overdue_or_in_progress(build_id)? {
            self.end(build, FailureCode::Internal, message, true)?;
        }
        Ok(Left::Ended)
    }
}
