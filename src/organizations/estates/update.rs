//! Updating an estate.

use serde_json::{Map, Value, json};
use steward_kernel::error::Error;
use steward_kernel::input;

use super::events::EstateChanged;
use super::model::{EstateSummary, EstateUpdate};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::UpdateEstates;
use crate::identity::scope::{EstateScope, InEstate};
use crate::platform::change::{AuditEvent, Change};

/// The error of a change that conflicts with another one.
pub(super) const CHANGED: Error = Error::Conflict("The estate changed at the same time: reload it and try again.");

/// Updates an estate.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when another request updates it at the same time.
pub async fn update(scope: &InEstate<UpdateEstates>, body: EstateUpdate) -> Result<EstateSummary, Error> {
    let name = body.name.map(|name| input::name("name", &name)).transpose()?;
    let EstateScope { estate_id, organization_id, .. } = &**scope;
    let edge = &scope.caller.edge;
    let select = || crate::bind!(store::SELECT, estate_id, organization_id);
    let before: EstateSummary = edge.database()?.first(select()).await?.ok_or(Error::NotFound)?;
    let mut audit = AuditEvent::new("estate.update", "estate", estate_id);
    let (mut old, mut new) = (Map::new(), Map::new());
    if let Some(name) = &name {
        old.insert("name".into(), json!(before.name));
        new.insert("name".into(), json!(name));
    }
    if let Some(value) = body.cancel_superseded_builds {
        old.insert("cancelSupersededBuilds".into(), json!(before.cancel_superseded_builds));
        new.insert("cancelSupersededBuilds".into(), json!(value));
    }
    if new.is_empty() {
        return Ok(before);
    }
    let name = name.as_ref().unwrap_or(&before.name);
    let cancels = body.cancel_superseded_builds.unwrap_or(before.cancel_superseded_builds);
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE,
        estate_id,
        organization_id,
        name,
        cancels,
        edge.now(),
        before.name,
        before.cancel_superseded_builds,
    ));
    audit = audit.before(Value::Object(old)).after(Value::Object(new));
    change.audit(&audit);
    change.emit(&EstateChanged { estate_id: estate_id.clone() });
    match change.commit_and_read(select()).await {
        Ok(outcome) => outcome.first()?.ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => Err(CHANGED),
        Err(error) => Err(error),
    }
}
