//! An organization's logo.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::PictureId;

use super::events::OrganizationChanged;
use super::model::Organization;
use super::{service, store};
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::files::{self, PictureBody};

/// Sets the logo and deletes the previous one.
///
/// # Errors
/// [`Error::Conflict`] when another request changed it at the same time.
pub async fn set(scope: &InOrganization<UpdateOrganization>, picture: PictureBody) -> Result<Organization, Error> {
    let id = files::service::store(&scope.caller.edge, picture).await?;
    let updated = update(scope, "organization.setLogo", Some(&id)).await;
    if updated.is_err() {
        files::service::discard(&scope.caller.edge, &id).await;
    }
    updated
}

/// Removes the logo.
///
/// # Errors
/// As [`set`].
pub async fn remove(scope: &InOrganization<UpdateOrganization>) -> Result<Organization, Error> {
    update(scope, "organization.removeLogo", None).await
}

async fn update(
    scope: &InOrganization<UpdateOrganization>,
    action: &'static str,
    id: Option<&PictureId>,
) -> Result<Organization, Error> {
    let organization_id = &scope.organization_id;
    let before = service::get(&scope.caller, organization_id).await?;
    let logo = id.map(files::service::path);
    if logo == before.logo {
        return Ok(before);
    }
    let now = scope.caller.edge.now();
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::UPDATE_LOGO, organization_id, logo, now, before.logo));
    change.audit(
        &AuditEvent::new(action, "organization", organization_id)
            .before(json!({ "logo": before.logo }))
            .after(json!({ "logo": logo })),
    );
    change.emit(&OrganizationChanged {});
    files::service::delete_after(&mut change, before.logo.as_deref());
    match change.commit_and_read(crate::bind!(store::SELECT, scope.caller.user_id, organization_id)).await {
        Ok(outcome) => outcome.first()?.ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("The logo changed at the same time: reload the organization and try again."))
        }
        Err(error) => Err(error),
    }
}
