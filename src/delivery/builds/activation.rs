//! Which build is active: activating one, and resuming automatic activation after a rollback.

use serde_json::json;
use steward_kernel::build::BuildStatus;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ActiveConfigId, BuildId};
use steward_kernel::input;

use super::events::{ActivationResumed, ConfigurationActivated};
use super::model::{Build, BuildRow};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use crate::platform::change::{AuditEvent, Change};

#[derive(FromJson)]
struct ActiveBefore {
    active_build_id: Option<BuildId>,
    active_build_number: Option<i64>,
}

/// Activates the configuration of a complete build. With a newer complete build this is a rollback, which pauses automatic
/// activation.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is not complete, [`Error::Validation`] for the reason.
pub async fn activate(
    scope: &InEstate<ManageBuilds>,
    build_id: &BuildId,
    reason: Option<String>,
) -> Result<Build, Error> {
    let edge = &scope.caller.edge;
    let reason = reason.map(|reason| input::note("reason", &reason)).transpose()?.flatten();
    let outcome = edge.database()?.run(crate::bind!(store::SELECT_WITH_ACTIVE, build_id, scope.estate_id)).await?;
    let row: Option<BuildRow> = outcome.first()?;
    let build = Build::try_from(row.ok_or(Error::NotFound)?)?;
    let before: ActiveBefore = outcome.first()?.ok_or(Error::NotFound)?;
    if build.status != BuildStatus::Complete {
        return Err(Error::Conflict("Only a complete build can be activated."));
    }
    let id = edge.id(ActiveConfigId::new);
    let user_id = scope.caller.person_id();
    let from = &before.active_build_id;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::ACTIVATE, id, build_id, scope.estate_id, edge.now(), user_id, from, reason));
    let event = AuditEvent::new("estate.rollbackToBuild", "build", build_id);
    let before = json!({ "activeBuildId": before.active_build_id, "number": before.active_build_number });
    change.audit(
        &event.before(before).after(json!({ "activeBuildId": build_id, "number": build.number, "reason": reason })),
    );
    change.emit(&ConfigurationActivated { build_id: build_id.clone(), number: build.number });
    change.commit().await?;
    Ok(Build { is_active: true, ..build })
}

/// Ends a rollback: the newest complete build that was triggered since then becomes active, and so do later ones.
///
/// # Errors
/// [`Error::Conflict`] when automatic activation is not paused.
pub async fn resume(scope: &InEstate<ManageBuilds>) -> Result<(), Error> {
    let mut change = Change::new(scope);
    let edge = &scope.caller.edge;
    change.must_change(crate::bind!(store::RESUME, scope.estate_id, edge.now()));
    change.run(crate::bind!(store::ADVANCE_TO_NEWEST, edge.id(ActiveConfigId::new), scope.estate_id, edge.now()));
    let event = AuditEvent::new("estate.resumeActivation", "estate", &scope.estate_id);
    change.audit(&event.before(json!({ "paused": true })).after(json!({ "paused": false })));
    change.emit(&ActivationResumed {});
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => Err(Error::Conflict("Automatic activation is not paused.")),
        other => other,
    }
}
