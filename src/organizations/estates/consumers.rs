//! What is left of an estate that is gone: its builds at a runner, its build manager, its objects.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use crate::delivery::builds;
use crate::edge::Edge;
use crate::platform::outbox::{self, ConsumerError, Delivered, Event, StoredEvent};
use crate::platform::outbox::{Consumer, Subscription};

/// What happens to estates on events.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("cleanUp", Subscription::Events(&["estate:deleted"]), queued, clean_up)];

/// Thousands of objects that one delivery removes; what is left is removed by another.
const STEPS: usize = 20;

/// `estate:deleted`: ends the builds and removes the objects. Done twice, it finds nothing the second time.
///
/// # Errors
/// [`ConsumerError`].
pub async fn clean_up(edge: &Edge, event: &StoredEvent) -> Delivered {
    let estate_id = event.estate_id.as_ref();
    let estate_id = estate_id.ok_or_else(|| ConsumerError::Permanent("the event has no estate".to_owned()))?;
    // first the builds: whatever still runs would write objects
    builds::consumers::close(edge, estate_id).await?;
    if !remove_objects(edge, estate_id).await? {
        let again = Event {
            name: outbox::EventName::EstateDeleted,
            organization_id: event.organization_id.clone(),
            estate_id: Some(estate_id.clone()),
            payload: json!({ "estateId": estate_id }),
        };
        let recorded = outbox::record(edge, vec![again]);
        edge.database()?.batch(recorded.statements.clone()).await?;
        outbox::dispatch(edge, recorded);
    }
    Ok(())
}

/// Whether all are gone.
async fn remove_objects(edge: &Edge, estate_id: &EstateId) -> Result<bool, Error> {
    let mut steps = 0;
    for prefix in [format!("builds/{estate_id}/"), format!("files/{estate_id}/")] {
        while edge.remove_some(&prefix).await? {
            steps += 1;
            if steps == STEPS {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
