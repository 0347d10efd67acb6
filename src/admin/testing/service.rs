//! Testing the outbox.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::EventId;

use super::events::{Behavior, TestingPoked};
use crate::identity::scope::Administrator;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Emits an event whose consumer behaves as requested, and returns its id.
///
/// # Errors
/// [`Error::Database`].
pub async fn poke(scope: &Administrator, behavior: Behavior) -> Result<EventId, Error> {
    let mut change = Change::by(&scope.edge, scope.origin(), Tenant::NONE);
    let event_id = change.emit(&TestingPoked { behavior });
    change.audit(&AuditEvent::new("testing.poke", "outbox_event", &event_id).after(json!({ "behavior": behavior })));
    change.commit().await?;
    Ok(event_id)
}
