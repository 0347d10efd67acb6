//! What happens to pictures that nothing shows any more.

use serde::Deserialize;
use steward_kernel::id::PictureId;

use super::service::key;
use crate::edge::Edge;
use crate::platform::outbox::{Consumer, Subscription};
use crate::platform::outbox::{ConsumerError, Delivered, StoredEvent};

/// What happens to files on events.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("removePicture", Subscription::Events(&["picture:gone"]), queued, remove)];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    picture_id: PictureId,
}

/// Removes a picture's bytes. An id is never used again, so that it does no harm to do it twice.
///
/// # Errors
/// [`ConsumerError`].
pub async fn remove(edge: &Edge, event: &StoredEvent) -> Delivered {
    let read = steward_kernel::json::read::<Payload>(&event.payload);
    let payload = read.map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    Ok(edge.remove(&key(&payload.picture_id)).await?)
}
