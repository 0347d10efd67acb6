//! Requiring single sign-on of members at the verified domains. The scope of every request in the organization checks it.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::UserId;

use super::connection::{self, NOT_CONNECTED, Row, Scope};
use super::model::{Sso, SsoEnforcement};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::organizations::organizations::events::OrganizationChanged;
use crate::platform::change::{AuditEvent, Change};

const MAX_BREAK_GLASS: usize = 10;

/// Requires single sign-on, or requires it no longer, and names the owners who enter without it.
///
/// # Errors
/// [`Error::Conflict`] without a connection; [`ConflictCode::NoBreakGlassOwner`]; [`Error::Validation`] for a user who is
/// no owner.
pub async fn enforce(scope: &Scope, body: &SsoEnforcement) -> Result<Sso, Error> {
    let edge = &scope.caller.edge;
    let id = &scope.organization_id;
    let mut named: Vec<&UserId> = body.break_glass_user_ids.iter().collect();
    named.sort();
    named.dedup();
    if named.len() > MAX_BREAK_GLASS {
        return Err(Error::field("breakGlassUserIds", "Name at most ten owners."));
    }
    let row = Row::find(edge, id).await?.ok_or(NOT_CONNECTED)?;
    if body.enforced && named.is_empty() {
        return Err(ConflictCode::NoBreakGlassOwner.into());
    }
    let before = connection::get(scope).await?;
    let before_named: Vec<&UserId> =
        before.owners.iter().filter(|owner| owner.is_break_glass).map(|owner| &owner.user_id).collect();
    let now = edge.now();
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::NAME_BREAK_GLASS, id, json!(named).to_string()));
    change.run(crate::bind!(store::ASSERT_BREAK_GLASS, id, named.len()));
    change.must_change(crate::bind!(store::ENFORCE, id, u8::from(body.enforced), now));
    let event = AuditEvent::new("organization.enforceSso", "sso_connection", &row.id)
        .before(json!({ "enforced": row.enforced_at.is_some(), "breakGlassUserIds": before_named }))
        .after(json!({ "enforced": body.enforced, "breakGlassUserIds": named }));
    change.audit(&event);
    change.emit(&OrganizationChanged {});
    match change.commit().await {
        Ok(()) => connection::get(scope).await,
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::field("breakGlassUserIds", "Name owners of this organization."))
        }
        Err(error) => Err(error),
    }
}
