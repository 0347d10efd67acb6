//! Deleting an estate.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;

use super::events::EstateDeleted;
use super::store;
use super::update::CHANGED;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::DeleteEstates;
use crate::identity::scope::{EstateScope, InEstate};
use crate::platform::change::{AuditEvent, Change};

#[derive(FromJson)]
struct Row {
    name: String,
    #[serde(deserialize_with = "flag")]
    is_default: bool,
}

async fn find(scope: &InEstate<DeleteEstates>) -> Result<Row, Error> {
    let statement = crate::bind!(store::SELECT_FOR_DELETION, scope.estate_id, scope.organization_id);
    scope.caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// Deletes an estate and all its rows; `confirmation` is its name. Consumers of [`EstateDeleted`] delete the data that
/// is stored elsewhere.
///
/// # Errors
/// [`Error::Validation`] when the confirmation does not match, [`ConflictCode::DefaultEstate`], [`Error::Conflict`]
/// when another request changes it at the same time.
pub async fn delete(scope: &InEstate<DeleteEstates>, confirmation: &str) -> Result<(), Error> {
    let before = find(scope).await?;
    if before.is_default {
        return Err(ConflictCode::DefaultEstate.into());
    }
    if confirmation.trim() != before.name {
        return Err(Error::field("confirmation", "Type the estate's name to confirm."));
    }
    let EstateScope { estate_id, organization_id, .. } = &**scope;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::DELETE, estate_id, organization_id, before.name));
    change.audit(&AuditEvent::new("estate.delete", "estate", estate_id).before(json!({ "name": before.name })));
    change.emit(&EstateDeleted { estate_id: estate_id.clone() });
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            Err(if find(scope).await?.is_default { ConflictCode::DefaultEstate.into() } else { CHANGED })
        }
        committed => committed,
    }
}
