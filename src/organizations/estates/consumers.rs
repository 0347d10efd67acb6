//! The clean-up after the deletion of an estate.

use super::events::EstateDeleted;
use super::objects::remove_objects;
use crate::delivery::builds;
use crate::edge::Edge;
use crate::platform::audit::Origin;
use crate::platform::change::{Change, Event, Tenant};
use crate::platform::outbox::{Consumer, Delivered, StoredEvent, Subscription};

/// The consumers of estates.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("cleanUp", Subscription::Events(&[EstateDeleted::NAME]), queued, clean_up)];

/// Ends the builds and removes the objects of a deleted estate. Repeated, it finds nothing left to do.
///
/// # Errors
/// [`crate::platform::outbox::ConsumerError`].
pub async fn clean_up(edge: &Edge, event: &StoredEvent) -> Delivered {
    let estate_id = event.estate()?;
    // the builds first: one that still runs would write objects
    builds::consumers::close(edge, estate_id).await?;
    if !remove_objects(edge, estate_id).await? {
        let tenant = Tenant { organization_id: event.organization_id.clone(), estate_id: Some(estate_id.clone()) };
        let mut change = Change::by(edge, Origin::system("cleanUp"), tenant);
        change.emit(&EstateDeleted { estate_id: estate_id.clone() });
        change.commit().await?;
    }
    Ok(())
}
