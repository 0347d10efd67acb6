//! Renaming and ending estates.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::input;

use super::model::EstateSummary;
use super::{service, store};
use crate::edge::database::{Outcome, assert_changed, flag, is_precondition_failed};
use crate::identity::permission::{DeleteEstates, UpdateEstates};
use crate::identity::scope::InEstate;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// Gives an estate another name.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when somebody else renames it.
pub async fn rename(scope: &InEstate<UpdateEstates>, name: &str) -> Result<EstateSummary, Error> {
    let edge = &scope.caller.edge;
    let name = input::name("name", name)?;
    let (estate_id, organization_id) = (&scope.estate_id, &scope.organization_id);
    let entry = Entry {
        action: "estate.update",
        organization_id: Some(organization_id),
        estate_id: Some(estate_id),
        resource_type: "estate",
        resource_id: estate_id.as_ref(),
        detail: json!({ "before": { "name": scope.estate_name }, "after": { "name": name } }),
    };
    let event = Event {
        name: EventName::EstateChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: Some(estate_id.clone()),
        payload: json!({ "estateId": estate_id }),
    };
    let recorded = outbox::record(edge, vec![event]);
    let mut statements = vec![
        crate::bind!(store::RENAME, estate_id, organization_id, name, edge.now(), scope.estate_name),
        assert_changed(),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, estate_id, organization_id));
    let outcomes = edge.database()?.batch(statements).await.map_err(|error| {
        if is_precondition_failed(&error) {
            Error::Conflict("somebody else changed the estate at the same time: look again")
        } else {
            error
        }
    })?;
    outbox::dispatch(edge, recorded);
    outcomes.last().map(Outcome::first).transpose()?.flatten().ok_or(Error::NotFound)
}

#[derive(Deserialize)]
struct EndRow {
    name: String,
    #[serde(deserialize_with = "flag")]
    is_default: bool,
}

async fn look(scope: &InEstate<DeleteEstates>) -> Result<EndRow, Error> {
    let statement = crate::bind!(store::SELECT_END, scope.estate_id, scope.organization_id);
    scope.caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// Ends an estate whose name was typed, with all that is in it; what is kept elsewhere goes by event.
///
/// # Errors
/// [`Error::Validation`] for another confirmation, [`ConflictCode::DefaultEstate`], [`Error::Conflict`] when somebody else
/// changes it.
pub async fn delete(scope: &InEstate<DeleteEstates>, confirmation: &str) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let before = look(scope).await?;
    if before.is_default {
        return Err(ConflictCode::DefaultEstate.into());
    }
    if confirmation.trim() != before.name {
        return Err(Error::field("confirmation", "Type the estate's name as it is."));
    }
    let (estate_id, organization_id) = (&scope.estate_id, &scope.organization_id);
    let entry = Entry {
        action: "estate.delete",
        organization_id: Some(organization_id),
        estate_id: Some(estate_id),
        resource_type: "estate",
        resource_id: estate_id.as_ref(),
        detail: json!({ "before": { "name": before.name } }),
    };
    let recorded = outbox::record(edge, vec![service::deleted(organization_id, estate_id)]);
    let mut statements = vec![
        crate::bind!(store::DELETE, estate_id, organization_id, before.name),
        assert_changed(),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    match edge.database()?.batch(statements).await {
        Ok(_) => {
            outbox::dispatch(edge, recorded);
            Ok(())
        }
        Err(error) if is_precondition_failed(&error) => Err(if look(scope).await?.is_default {
            ConflictCode::DefaultEstate.into()
        } else {
            Error::Conflict("somebody else changed the estate at the same time: look again")
        }),
        Err(error) => Err(error),
    }
}
