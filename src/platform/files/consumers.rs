//! Deleting pictures that no row shows any more.

use super::service::{PictureGone, key};
use crate::edge::Edge;
use crate::platform::change::Event;
use crate::platform::outbox::{Consumer, Delivered, StoredEvent, Subscription};

/// The consumers of files.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("removePicture", Subscription::Events(&[PictureGone::NAME]), queued, delete_picture)];

/// Deletes a picture's bytes. Ids are never reused, so deleting twice does no harm.
async fn delete_picture(edge: &Edge, event: &StoredEvent) -> Delivered {
    let PictureGone { picture_id } = event.read()?;
    Ok(edge.remove(&key(&picture_id)).await?)
}
