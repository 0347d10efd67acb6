//! Requiring a second factor of an organization's members. The scope of every request in the organization checks it.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::time::{DAY, Timestamp};

use super::events::OrganizationChanged;
use super::model::{Organization, SecondFactorRequirement};
use super::{service, store};
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

const MAX_GRACE_DAYS: u32 = 90;
const DEFAULT_GRACE_DAYS: u32 = 14;

/// Requires a second factor after some days of grace, or requires it no longer.
///
/// # Errors
/// [`Error::Validation`]; [`ConflictCode::NoSecondFactor`] when the caller has none.
pub async fn require(
    scope: &InOrganization<ManageSecurity>,
    body: &SecondFactorRequirement,
) -> Result<Organization, Error> {
    let days = body.grace_days.unwrap_or(DEFAULT_GRACE_DAYS);
    if days > MAX_GRACE_DAYS {
        return Err(Error::field("graceDays", "Choose at most 90 days."));
    }
    let (id, user_id, now) = (&scope.organization_id, &scope.caller.user_id, scope.caller.edge.now());
    let before = service::get(&scope.caller, id).await?;
    let required_from = body.required.then(|| Timestamp(now + i64::from(days) * DAY));
    let mut change = Change::new(scope);
    let from = required_from.map(|from| from.0);
    change.must_change(crate::bind!(store::REQUIRE_SECOND_FACTOR, id, from, user_id, now));
    let event = AuditEvent::new("organization.requireSecondFactor", "organization", id);
    let event = event.before(json!({ "secondFactorRequiredFrom": before.second_factor_required_from }));
    change.audit(&event.after(json!({ "secondFactorRequiredFrom": required_from })));
    change.emit(&OrganizationChanged {});
    change
        .commit()
        .await
        .map_err(|error| if is_precondition_failed(&error) { ConflictCode::NoSecondFactor.into() } else { error })?;
    Ok(Organization {
        second_factor_required_from: required_from,
        updated_at: Timestamp(now),
        revision: before.revision + 1,
        ..before
    })
}
