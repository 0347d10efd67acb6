//! Renaming an estate.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::input;

use super::events::EstateChanged;
use super::model::EstateSummary;
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::{EstateScope, InEstate};
use crate::platform::change::{AuditEvent, Change};

/// The error of a change that conflicts with another one.
pub(super) const CHANGED: Error = Error::Conflict("The estate changed at the same time: reload it and try again.");

/// Renames an estate.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when another request renames it at the same time.
pub async fn rename(scope: &InEstate<UpdateEstates>, name: &str) -> Result<EstateSummary, Error> {
    let name = input::name("name", name)?;
    let EstateScope { estate_id, organization_id, estate_name, .. } = &**scope;
    let now = scope.caller.edge.now();
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::RENAME, estate_id, organization_id, name, now, estate_name));
    change.audit(
        &AuditEvent::new("estate.update", "estate", estate_id)
            .before(json!({ "name": estate_name }))
            .after(json!({ "name": name })),
    );
    change.emit(&EstateChanged { estate_id: estate_id.clone() });
    match change.commit_and_read(crate::bind!(store::SELECT, estate_id, organization_id)).await {
        Ok(outcome) => outcome.first()?.ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => Err(CHANGED),
        Err(error) => Err(error),
    }
}
