//! What builds do on events.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{BuildId, EstateId, TypeId};

use super::reconcile;
use crate::edge::Edge;
use crate::platform::outbox::{Consumer, ObjectMessage, Subscription};
use crate::platform::outbox::{ConsumerError, Delivered, StoredEvent};

/// What builds do on events.
pub const CONSUMERS: &[Consumer] = &[
    crate::consumer!("startBuild", Subscription::Events(&["estate:build:created"]), queued, start_build),
    crate::consumer!("cancelBuild", Subscription::Events(&["estate:build:cancel_requested"]), queued, cancel_build),
];

/// A build manager that has something to report, or is ready for a build.
pub const OBJECT_MESSAGE: ObjectMessage = ObjectMessage {
    kind: "build_manager",
    handle: |edge, message| {
        Box::pin(async move {
            let estate_id = message.get("estateId").and_then(serde_json::Value::as_str).unwrap_or_default();
            let estate_id = EstateId::parse(estate_id).map_err(Error::internal)?;
            reconcile::visit(&edge, &estate_id).await
        })
    },
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    build_id: BuildId,
    by: Option<String>,
}

fn read(event: &StoredEvent) -> Result<(EstateId, Payload), ConsumerError> {
    let estate_id =
        event.estate_id.clone().ok_or_else(|| ConsumerError::Permanent("the event has no estate".into()))?;
    let payload =
        steward_kernel::json::read(&event.payload).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    Ok((estate_id, payload))
}

/// `estate:build:created`: the manager is told of the build. Told twice, it knows it already.
///
/// # Errors
/// [`ConsumerError`].
pub async fn start_build(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (estate_id, payload) = read(event)?;
    let Some(order) = reconcile::order(edge, &estate_id, &payload.build_id).await? else { return Ok(()) };
    if !order.has_ended() {
        let manager = reconcile::manager(edge, &estate_id)?;
        manager.enqueue(&order.enqueue()).await.map_err(Error::internal)?;
        reconcile::visit(edge, &estate_id).await?;
    }
    Ok(())
}

/// `estate:build:cancel_requested`: the manager ends the build. A build that has ended stays as it is.
///
/// # Errors
/// [`ConsumerError`].
pub async fn cancel_build(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (estate_id, payload) = read(event)?;
    let Some(order) = reconcile::order(edge, &estate_id, &payload.build_id).await? else { return Ok(()) };
    if !order.has_ended() {
        let manager = reconcile::manager(edge, &estate_id)?;
        let by = payload.by.unwrap_or_default();
        manager.cancel(&order.enqueue(), &by).await.map_err(Error::internal)?;
        reconcile::visit(edge, &estate_id).await?;
    }
    Ok(())
}

/// An estate is gone: its builds end, and its manager forgets them.
///
/// # Errors
/// [`Error::Internal`] when the manager does not answer.
pub async fn close(edge: &Edge, estate_id: &EstateId) -> Result<(), Error> {
    let manager = reconcile::manager(edge, estate_id)?;
    manager.close().await.map_err(Error::internal)?;
    reconcile::visit(edge, estate_id).await?;
    manager.close().await.map_err(Error::internal)
}
