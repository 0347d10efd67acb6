//! An organization's logo.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::PictureId;

use super::model::Organization;
use super::{service, store};
use crate::edge::database::{Outcome, assert_changed, is_precondition_failed};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::platform::audit::{self, Entry};
use crate::platform::files::{self, PictureBody};
use crate::platform::outbox::{self, Event, EventName};

/// Shows another logo; the one before it is removed.
///
/// # Errors
/// [`Error::Conflict`] when somebody else changed it at the same time.
pub async fn set(scope: &InOrganization<UpdateOrganization>, picture: PictureBody) -> Result<Organization, Error> {
    let id = files::service::store(&scope.caller.edge, picture).await?;
    let shown = show(scope, "organization.setLogo", Some(&id)).await;
    if shown.is_err() {
        files::service::discard(&scope.caller.edge, &id).await;
    }
    shown
}

/// Shows no logo any more.
///
/// # Errors
/// As [`set`].
pub async fn remove(scope: &InOrganization<UpdateOrganization>) -> Result<Organization, Error> {
    show(scope, "organization.removeLogo", None).await
}

async fn show(
    scope: &InOrganization<UpdateOrganization>,
    action: &'static str,
    id: Option<&PictureId>,
) -> Result<Organization, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let before = service::get(&scope.caller, organization_id).await?;
    let logo = id.map(files::service::path);
    if logo == before.logo {
        return Ok(before);
    }
    let entry = Entry {
        action,
        organization_id: Some(organization_id),
        estate_id: None,
        resource_type: "organization",
        resource_id: organization_id.as_ref(),
        detail: json!({ "before": { "logo": before.logo }, "after": { "logo": logo } }),
    };
    let mut events = vec![Event {
        name: EventName::OrganizationChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: None,
        payload: json!({}),
    }];
    events.extend(files::service::gone(before.logo.as_deref()));
    let recorded = outbox::record(edge, events);
    let mut statements = vec![
        crate::bind!(store::UPDATE_LOGO, organization_id, logo, edge.now(), before.logo),
        assert_changed(),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, scope.caller.user_id, organization_id));
    let outcomes = edge.database()?.batch(statements).await.map_err(|error| {
        if is_precondition_failed(&error) {
            Error::Conflict("somebody else changed the logo at the same time: look again")
        } else {
            error
        }
    })?;
    outbox::dispatch(edge, recorded);
    outcomes.last().map(Outcome::first).transpose()?.flatten().ok_or(Error::NotFound)
}
