//! Replacing the secret of an API key.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::ApiKeyId;
use steward_kernel::permission::Permissions;
use steward_kernel::time::{DAY, SECOND, Timestamp};

use super::super::model::{CreatedApiKey, KeyRotation};
use super::super::{ApiKeysChanged, store};
use super::create::Secret;
use super::{find, must_cover, read, select};
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

/// The longest time that the old secret works.
const MAX_OVERLAP_MS: i64 = 7 * DAY;
/// The time that it works by default.
const DEFAULT_OVERLAP_MS: i64 = DAY;

/// Replaces the secret of a key. The old one works for a while; the one before that stops working. The key of a member
/// acts as that member, so only they can rotate it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`] for `overlapSeconds`, [`Error::Conflict`] for a key of another member or one
/// that has expired.
pub async fn rotate(
    scope: &InOrganization<ManageApiKeys>,
    id: &ApiKeyId,
    rotation: &KeyRotation,
) -> Result<CreatedApiKey, Error> {
    let edge = &scope.caller.edge;
    let now = edge.now();
    let overlap_ms = rotation.overlap_seconds.map_or(DEFAULT_OVERLAP_MS, |seconds| i64::from(seconds) * SECOND);
    if overlap_ms > MAX_OVERLAP_MS {
        return Err(Error::field("overlapSeconds", "Use at most 604800 seconds, which are 7 days."));
    }
    let before = find(scope, id).await?;
    match before.account_role {
        Some(role) => must_cover(scope, Permissions::limited(role, before.account_permissions.as_deref()))?,
        None if before.user_id.as_ref() == Some(&scope.caller.user_id) => {}
        None => {
            return Err(Error::Conflict(
                "This key acts as the member who created it, and only they can rotate it: disable or revoke it instead.",
            ));
        }
    }
    if before.expires_at.is_some_and(|at| at.0 <= now) {
        return Err(Error::Conflict("This key has expired: create another one."));
    }
    let previous_expires_at = now + overlap_ms;
    let secret = Secret::new(edge);
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::ROTATE_KEY,
        scope.organization_id,
        id,
        secret.hash,
        secret.start,
        previous_expires_at,
        now,
        before.start,
        before.rotated_at.map(|at| at.0),
    ));
    change.audit(
        &AuditEvent::new("apiKey.rotate", "api_key", id)
            .before(json!({ "start": before.start }))
            .after(json!({ "start": secret.start, "previousExpiresAt": Timestamp(previous_expires_at) })),
    );
    change.emit(&ApiKeysChanged {});
    match change.commit_and_read(select(scope, id)).await {
        Ok(outcome) => Ok(CreatedApiKey { key: read(&outcome)?, secret: secret.text }),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("The API key changed at the same time: reload it and try again."))
        }
        Err(error) => Err(error),
    }
}
