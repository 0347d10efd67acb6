//! An organization's name, slug and default estate.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::signature::token_hash;
use steward_kernel::{input, slug};

use super::events::OrganizationChanged;
use super::model::{Organization, OrganizationUpdate};
use super::{service, store};
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::estates;
use crate::platform::change::{AuditEvent, Change};

/// How often an update is tried when it conflicts with another one.
const MAX_ATTEMPTS: usize = 3;

#[derive(FromJson)]
struct ConflictReason {
    #[serde(deserialize_with = "flag")]
    is_slug_taken: bool,
    #[serde(deserialize_with = "flag")]
    is_estate_missing: bool,
}

/// Updates an organization. A former slug stays reserved for it and leads to it.
///
/// # Errors
/// [`Error::Validation`]; [`ConflictCode::SlugTaken`] for a slug that another organization has or had.
pub async fn update(
    scope: &InOrganization<UpdateOrganization>,
    update: &OrganizationUpdate,
) -> Result<Organization, Error> {
    let name = update.name.as_deref().map(|text| input::name("name", text)).transpose()?;
    let slug = update.slug.as_deref().map(|text| slug::parse("slug", text)).transpose()?;
    for _ in 0..MAX_ATTEMPTS {
        let before = service::get(&scope.caller, &scope.organization_id).await?;
        let after = Organization {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            slug: slug.clone().unwrap_or_else(|| before.slug.clone()),
            default_estate_id: update.default_estate_id.clone().or_else(|| before.default_estate_id.clone()),
            ..before.clone()
        };
        if let Some(organization) = write(scope, &before, &after).await? {
            return Ok(organization);
        }
    }
    Err(Error::Conflict("The organization changed at the same time: reload it and try again."))
}

/// Returns `None` when another request changed the organization since `before`.
async fn write(
    scope: &InOrganization<UpdateOrganization>,
    before: &Organization,
    after: &Organization,
) -> Result<Option<Organization>, Error> {
    let id = &scope.organization_id;
    let now = scope.caller.edge.now();
    // an organization's own slugs have no tombstones
    let slug_hash = token_hash(&after.slug);
    let settings = |organization: &Organization| {
        json!({
            "name": organization.name, "slug": organization.slug, "defaultEstateId": organization.default_estate_id,
        })
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE,
        id,
        after.name,
        after.slug,
        after.default_estate_id,
        now,
        before.name,
        before.slug,
        before.default_estate_id,
        slug_hash
    ));
    change.run(crate::bind!(store::INSERT_SLUG, id, now));
    if let Some(estate_id) = after.default_estate_id.as_ref().filter(|_| after.name != before.name) {
        estates::service::confirm_organization_name(&mut change, id, estate_id);
    }
    change.audit(
        &AuditEvent::new("organization.update", "organization", id).before(settings(before)).after(settings(after)),
    );
    change.emit(&OrganizationChanged {});
    match change.commit_and_read(crate::bind!(store::SELECT, scope.caller.user_id, id)).await {
        Ok(outcome) => outcome.first()?.ok_or(Error::NotFound).map(Some),
        Err(error) if is_precondition_failed(&error) => {
            let statement =
                crate::bind!(store::SELECT_CONFLICT_REASON, id, after.slug, after.default_estate_id, slug_hash);
            let reason: Option<ConflictReason> = scope.caller.edge.database()?.first(statement).await?;
            let reason = reason.ok_or_else(|| Error::internal("a row is missing"))?;
            if reason.is_slug_taken {
                return Err(ConflictCode::SlugTaken.into());
            }
            if reason.is_estate_missing && after.default_estate_id != before.default_estate_id {
                return Err(Error::field("defaultEstateId", "Choose an estate of this organization."));
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
