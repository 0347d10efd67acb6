//! Renaming, disabling and revoking API keys.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::ApiKeyId;
use steward_kernel::input;

use super::super::model::{ApiKey, ApiKeyUpdate};
use super::super::{ApiKeysChanged, store};
use super::{find, read, select};
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

/// Renames a key, or disables or enables it. A disabled key is refused immediately, and works again when it is enabled.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`] for `name`.
pub async fn update(
    scope: &InOrganization<ManageApiKeys>,
    id: &ApiKeyId,
    update: &ApiKeyUpdate,
) -> Result<ApiKey, Error> {
    let now = scope.caller.edge.now();
    let name = update.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let before = find(scope, id).await?;
    let name = name.unwrap_or_else(|| before.name.clone());
    let disabled_at = match update.disabled {
        None => before.disabled_at,
        Some(false) => None,
        Some(true) => before.disabled_at.or(Some(steward_kernel::time::Timestamp(now))),
    };
    if name == before.name && disabled_at == before.disabled_at {
        return before.into_key();
    }
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE_KEY,
        scope.organization_id,
        id,
        name,
        disabled_at.map(|at| at.0),
        now,
        before.name,
        before.disabled_at.map(|at| at.0),
    ));
    let values = |name: &str, is_disabled: bool| json!({ "name": name, "disabled": is_disabled });
    change.audit(
        &AuditEvent::new("apiKey.update", "api_key", id)
            .before(values(&before.name, before.disabled_at.is_some()))
            .after(values(&name, disabled_at.is_some())),
    );
    change.emit(&ApiKeysChanged {});
    match change.commit_and_read(select(scope, id)).await {
        Ok(outcome) => read(&outcome),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("The API key changed at the same time: reload it and try again."))
        }
        Err(error) => Err(error),
    }
}

/// Revokes a key. It stops working immediately.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &InOrganization<ManageApiKeys>, id: &ApiKeyId) -> Result<(), Error> {
    let before = find(scope, id).await?.to_json()?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DELETE_KEY, scope.organization_id, id));
    change.audit(&AuditEvent::new("apiKey.delete", "api_key", id).before(before));
    change.emit(&ApiKeysChanged {});
    change.commit().await
}
