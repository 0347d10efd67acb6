//! The consumers of builds, for events and for messages of build managers.

use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, TypeId};

use super::events::{BuildCancelRequested, BuildCreated};
use super::reconcile;
use crate::edge::Edge;
use crate::organizations::estates;
use crate::organizations::estates::events::{EstateClosed, EstateDeleted};
use crate::platform::audit::Origin;
use crate::platform::change::{Change, Event, Tenant};
use crate::platform::outbox::{Consumer, Delivered, ObjectMessage, StoredEvent, Subscription};

/// The consumers of builds.
pub const CONSUMERS: &[Consumer] = &[
    crate::consumer!("startBuild", Subscription::Events(&[BuildCreated::NAME]), queued, start_build),
    crate::consumer!("cancelBuild", Subscription::Events(&[BuildCancelRequested::NAME]), queued, cancel_build),
    crate::consumer!("cancelBuilds", Subscription::Events(&[EstateClosed::NAME]), queued, cancel_builds),
    crate::consumer!("cleanUp", Subscription::Events(&[EstateDeleted::NAME]), queued, clean_up),
];

/// A build manager has reports, or is ready for a build.
pub const OBJECT_MESSAGE: ObjectMessage = ObjectMessage {
    kind: "build_manager",
    handle: |edge, message| {
        Box::pin(async move {
            let estate_id = message.get("estateId").and_then(serde_json::Value::as_str).unwrap_or_default();
            let estate_id = EstateId::parse(estate_id).map_err(Error::internal)?;
            reconcile::reconcile(&edge, &estate_id).await
        })
    },
};

/// Sends a new build to the manager. A manager that has the build already ignores it.
async fn start_build(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (estate_id, BuildCreated { build_id }) = (event.estate()?, event.read()?);
    let Some(assignment) = reconcile::assignment(edge, estate_id, &build_id).await? else { return Ok(()) };
    if !assignment.has_ended() {
        let manager = reconcile::manager(edge, estate_id)?;
        manager.enqueue(&assignment.to_message()).await.map_err(Error::internal)?;
        reconcile::reconcile(edge, estate_id).await?;
    }
    Ok(())
}

/// Makes the manager cancel a build. A build that has ended is not changed.
async fn cancel_build(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (estate_id, BuildCancelRequested { build_id, by }) = (event.estate()?, event.read()?);
    let Some(assignment) = reconcile::assignment(edge, estate_id, &build_id).await? else { return Ok(()) };
    if !assignment.has_ended() {
        let manager = reconcile::manager(edge, estate_id)?;
        manager.cancel(&assignment.to_message(), &by).await.map_err(Error::internal)?;
        reconcile::reconcile(edge, estate_id).await?;
    }
    Ok(())
}

/// Cancels the builds of an estate whose organization was deleted.
async fn cancel_builds(edge: &Edge, event: &StoredEvent) -> Delivered {
    Ok(reconcile::cancel_open(edge, event.estate()?).await?)
}

/// Ends the builds of a deleted estate and deletes its objects. The consumer is idempotent.
async fn clean_up(edge: &Edge, event: &StoredEvent) -> Delivered {
    let estate_id = event.estate()?;
    // a running build writes objects, so it ends first
    close(edge, estate_id).await?;
    if !estates::remove_objects(edge, estate_id).await? {
        let tenant = Tenant { organization_id: event.organization_id.clone(), estate_id: Some(estate_id.clone()) };
        let mut change = Change::by(edge, Origin::system("cleanUp"), tenant);
        change.emit(&EstateDeleted { estate_id: estate_id.clone() });
        change.commit().await?;
    }
    Ok(())
}

/// Makes the manager of a deleted estate end all builds and forget them.
async fn close(edge: &Edge, estate_id: &EstateId) -> Result<(), Error> {
    let manager = reconcile::manager(edge, estate_id)?;
    manager.close().await.map_err(Error::internal)?;
    reconcile::reconcile(edge, estate_id).await?;
    // the builds that the first call ended are reported now, and can be forgotten
    manager.close().await.map_err(Error::internal)
}
