//! Stores the events of a runner: lines and steps in SQLite, files and configuration in R2.
//!
//! The number of an event is stored in the same transaction as its effect, after effects in R2. So if the object is
//! killed, the stream is resumed after the last stored event, and an object in R2 may be written twice with the same
//! content.

use futures::future::LocalBoxFuture;
use steward_kernel::build::{BuildFailure, BuildStatus};
use steward_kernel::id::BuildId;
use worker::HttpMetadata;

use super::manager::Manager;
use super::messages::{ReportedConfiguration, ReportedFiles};
use super::rules::{Applied, Build, FileList, LogPiece, NumberedEvent, RunnerEvent, check_configuration};
use super::sse::SseEvent;
use crate::runtime::transport::ObjectError;
use crate::runtime::{clock, log};

/// The binding of the bucket.
const BUCKET: &str = "BUCKET";

/// The result of [`Manager::ingest`].
pub(super) enum Ingested {
    /// The events are stored, or the build has ended.
    Stored,
    /// An event cannot be parsed.
    Invalid(String),
    /// The stream has to be opened again after the last stored event.
    Reconnect(String),
}

impl Manager {
    /// Stores events in order.
    pub(super) fn ingest<'a>(
        &'a self,
        build_id: &'a BuildId,
        events: Vec<SseEvent>,
    ) -> LocalBoxFuture<'a, Result<Ingested, ObjectError>> {
        Box::pin(async move {
            let mut batch = Vec::new();
            for event in events {
                let Ok(number) = event.id.parse::<u64>() else {
                    self.store(build_id, batch)?;
                    return Ok(Ingested::Invalid("The runner sent an event without a number.".to_owned()));
                };
                match RunnerEvent::read(&event.kind, &event.data) {
                    Ok(RunnerEvent::Files(data)) => {
                        if let Some(reconnect) = self.store(build_id, std::mem::take(&mut batch))? {
                            return Ok(reconnect);
                        }
                        if let Err(reason) = self.store_files(build_id, number, data).await? {
                            return Ok(Ingested::Reconnect(reason));
                        }
                    }
                    Ok(RunnerEvent::Configuration(text)) => {
                        if let Some(reconnect) = self.store(build_id, std::mem::take(&mut batch))? {
                            return Ok(reconnect);
                        }
                        if let Err(reason) = self.store_configuration(build_id, number, text).await? {
                            return Ok(Ingested::Reconnect(reason));
                        }
                    }
                    Ok(event) => batch.push(NumberedEvent { number, event }),
                    Err(message) => {
                        self.store(build_id, batch)?;
                        return Ok(Ingested::Invalid(message));
                    }
                }
            }
            Ok(self.store(build_id, batch)?.unwrap_or(Ingested::Stored))
        })
    }

    fn in_progress(&self, build_id: &BuildId) -> Result<Option<Build>, ObjectError> {
        Ok(self.find(build_id)?.filter(|build| build.status == BuildStatus::InProgress))
    }

    fn store(&self, build_id: &BuildId, events: Vec<NumberedEvent>) -> Result<Option<Ingested>, ObjectError> {
        let Some(mut build) = self.in_progress(build_id)?.filter(|_| !events.is_empty()) else {
            return Ok(None);
        };
        let (lines, complete) = apply_all(&mut build, events, clock::now_ms());
        self.save(&build, &lines)?;
        Ok((!complete).then(|| Ingested::Reconnect("events are missing".to_owned())))
    }

    async fn store_files(
        &self,
        build_id: &BuildId,
        number: u64,
        data: String,
    ) -> Result<Result<(), String>, ObjectError> {
        let key = format!("builds/{}/{build_id}/files.json", self.estate_id()?);
        let read = FileList::read(&data).map(|list| list.reported(key.clone()));
        self.store_object(build_id, number, key, data, read, |build, files: ReportedFiles| {
            build.take_files(number, files);
        })
        .await
    }

    async fn store_configuration(
        &self,
        build_id: &BuildId,
        number: u64,
        text: String,
    ) -> Result<Result<(), String>, ObjectError> {
        let key = format!("builds/{}/{build_id}/configuration.json", self.estate_id()?);
        let read = check_configuration(&text, key.clone());
        self.store_object(build_id, number, key, text, read, |build, configuration: ReportedConfiguration| {
            build.take_configuration(number, configuration);
        })
        .await
    }

    /// Writes a validated document to the bucket and records it in the build. An invalid one fails the build.
    async fn store_object<Reported>(
        &self,
        build_id: &BuildId,
        number: u64,
        key: String,
        json: String,
        read: Result<Reported, BuildFailure>,
        take: impl FnOnce(&mut Build, Reported),
    ) -> Result<Result<(), String>, ObjectError> {
        let due = self.in_progress(build_id)?.is_some_and(|build| build.last_event + 1 == number);
        if !due {
            // stored before, or the build has ended; a gap is detected at the next event
            return Ok(Ok(()));
        }
        let reported = match read {
            Ok(reported) => reported,
            Err(failure) => {
                if let Some(build) = self.in_progress(build_id)? {
                    self.end(build, failure.code, &failure.message, true)?;
                }
                return Ok(Ok(()));
            }
        };
        let metadata = HttpMetadata { content_type: Some("application/json".to_owned()), ..HttpMetadata::default() };
        let bucket = self.env.bucket(BUCKET)?;
        if let Err(error) = bucket.put(key, json).http_metadata(metadata).execute().await {
            log::error("write object failed", &[("buildId", &build_id), ("error", &error)]);
            return Ok(Err(format!("the bucket write failed: {error}")));
        }
        if let Some(mut build) = self.in_progress(build_id)? {
            take(&mut build, reported);
            self.save(&build, &[])?;
        }
        Ok(Ok(()))
    }
}

/// Applies events in order. Returns the new lines, and false if there is a gap.
fn apply_all(build: &mut Build, events: Vec<NumberedEvent>, now: i64) -> (Vec<LogPiece>, bool) {
    let mut lines = Vec::new();
    for event in events {
        match build.apply(event, now) {
            Applied::Lines(piece) => lines.extend(piece),
            Applied::Ignored => {}
            Applied::Gap => return (lines, false),
        }
    }
    (lines, true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rules::tests::build;
    use super::super::store;
    use super::*;
    use crate::runtime::sql::native_database::NativeDatabase;

    fn line(number: u64) -> NumberedEvent {
        let lines = format!("[[5,\"stdout\",\"install\",\"line {number}\"]]");
        NumberedEvent { number, event: RunnerEvent::Lines { count: 1, lines } }
    }

    proptest! {
        /// The connection breaks and the object is evicted at any point; each time the stream resumes at or before the
        /// stored event. Every line is stored once, in order, and nothing is stored after the end.
        #[test]
        fn no_line_is_lost_or_duplicated(total in 1..60_u64, sessions in prop::collection::vec((0..20_u64, 0..25_u64), 0..30)) {
            let database = NativeDatabase::with(store::MIGRATIONS);
            let mut begun = build(1);
            begun.start(1_000);
            store::save(&database, &begun, &[]).unwrap();
            let id = begun.build_id;
            let last = NumberedEvent {
                number: total + 1,
                event: RunnerEvent::End { status: BuildStatus::Cancelled, failure: None },
            };
            for (back, read) in sessions.into_iter().chain([(0, total + 1)]) {
                let mut build = store::find(&database, &id).unwrap().unwrap();
                let first = build.last_event.saturating_sub(back) + 1;
                let until = (first + read).min(total + 2);
                let events = (first..until).map(|number| if number > total { last.clone() } else { line(number) });
                let (lines, complete) = apply_all(&mut build, events.collect(), 2_000);
                prop_assert!(complete);
                store::save(&database, &build, &lines).unwrap();
            }
            let ended = store::find(&database, &id).unwrap().unwrap();
            prop_assert_eq!(ended.status, BuildStatus::Cancelled);
            let lines = store::lines_after(&database, &id, 0, 1_000).unwrap();
            let texts: Vec<_> = lines.iter().map(|line| (line.number, line.text.clone())).collect();
            let expected: Vec<_> = (1..=total).map(|number| (number, format!("line {number}"))).collect();
            prop_assert_eq!(texts, expected);
        }
    }

    #[test]
    fn events_after_a_gap_are_not_applied() {
        let mut build = build(1);
        build.start(1_000);
        let (lines, complete) = apply_all(&mut build, vec![line(1), line(3), line(4)], 2_000);
        assert_eq!((lines.len(), complete, build.last_event), (1, false, 1));
    }
}
