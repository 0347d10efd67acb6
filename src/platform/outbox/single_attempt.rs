//! Calls that must not be repeated: a marker is written before the call, and a delivery that finds one does not call.

use steward_kernel::error::Error;
use steward_kernel::id::EventId;

use super::store;
use crate::edge::{Edge, log};

/// The single attempt of a delivery, marked before the call.
pub struct SingleAttempt<'a> {
    edge: &'a Edge,
    event_id: &'a EventId,
    consumer: &'static str,
}

impl<'a> SingleAttempt<'a> {
    /// Marks the attempt. Returns `None` when an earlier one began and its outcome is unknown.
    ///
    /// # Errors
    /// [`Error::Database`]; no attempt is marked.
    pub async fn begin(edge: &'a Edge, event_id: &'a EventId, consumer: &'static str) -> Result<Option<Self>, Error> {
        let statement = crate::bind!(store::BEGIN_SINGLE_ATTEMPT, event_id, consumer, edge.now());
        let is_first = edge.uncounted_database()?.run(statement).await?.changes > 0;
        Ok(is_first.then_some(Self { edge, event_id, consumer }))
    }

    /// Removes the mark: the call certainly had no effect, so it may be repeated. When this fails it is not.
    pub async fn forget(self) {
        let Self { edge, event_id, consumer } = self;
        let forgotten = match edge.uncounted_database() {
            Ok(database) => database.run(crate::bind!(store::FORGET_SINGLE_ATTEMPT, event_id, consumer)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = forgotten {
            log::error(
                "forget attempt failed",
                &[("consumer", consumer.into()), ("error", format!("{error:?}").into())],
            );
        }
    }
}
