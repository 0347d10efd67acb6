//! An organization's name, slug and default estate.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::{input, slug};

use super::model::{Organization, OrganizationChange};
use super::{service, store};
use crate::edge::database::{Outcome, assert_changed, flag, is_precondition_failed};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// How often a change is tried anew that met another one.
const TRIES: usize = 3;

#[derive(Deserialize)]
struct Hindrance {
    #[serde(deserialize_with = "flag")]
    is_taken: bool,
    #[serde(deserialize_with = "flag")]
    is_foreign: bool,
}

/// Changes what of an organization is to be changed. A former slug stays its own and leads to it.
///
/// # Errors
/// [`Error::Validation`]; [`ConflictCode::SlugTaken`] for a slug that another organization has or had.
pub async fn update(
    scope: &InOrganization<UpdateOrganization>,
    change: &OrganizationChange,
) -> Result<Organization, Error> {
    let name = change.name.as_deref().map(|text| input::name("name", text)).transpose()?;
    let slug = change.slug.as_deref().map(|text| slug::parse("slug", text)).transpose()?;
    for _ in 0..TRIES {
        let before = service::get(&scope.caller, &scope.organization_id).await?;
        let after = Organization {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            slug: slug.clone().unwrap_or_else(|| before.slug.clone()),
            default_estate_id: change.default_estate_id.clone().or_else(|| before.default_estate_id.clone()),
            ..before.clone()
        };
        if let Some(organization) = write(scope, &before, &after).await? {
            return Ok(organization);
        }
    }
    Err(Error::Conflict("others change the organization at the same time: look again"))
}

/// None when somebody else was faster.
async fn write(
    scope: &InOrganization<UpdateOrganization>,
    before: &Organization,
    after: &Organization,
) -> Result<Option<Organization>, Error> {
    let edge = &scope.caller.edge;
    let id = &scope.organization_id;
    let described = |organization: &Organization| {
        json!({
            "name": organization.name, "slug": organization.slug, "defaultEstateId": organization.default_estate_id,
        })
    };
    let entry = Entry {
        action: "organization.update",
        organization_id: Some(id),
        estate_id: None,
        resource_type: "organization",
        resource_id: id.as_ref(),
        detail: json!({ "before": described(before), "after": described(after) }),
    };
    let event = Event {
        name: EventName::OrganizationChanged,
        organization_id: Some(id.clone()),
        estate_id: None,
        payload: json!({}),
    };
    let recorded = outbox::record(edge, vec![event]);
    let now = edge.now();
    let mut statements = vec![
        crate::bind!(
            store::UPDATE,
            id,
            after.name,
            after.slug,
            after.default_estate_id,
            now,
            before.name,
            before.slug,
            before.default_estate_id
        ),
        assert_changed(),
        crate::bind!(store::INSERT_SLUG, id, now),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, scope.caller.user_id, id));
    match edge.database()?.batch(statements).await {
        Ok(outcomes) => {
            outbox::dispatch(edge, recorded);
            let row = outcomes.last().map(Outcome::first).transpose()?.flatten();
            row.ok_or(Error::NotFound).map(Some)
        }
        Err(error) if is_precondition_failed(&error) => {
            let statement = crate::bind!(store::SELECT_HINDRANCE, id, after.slug, after.default_estate_id);
            let found: Option<Hindrance> = edge.database()?.first(statement).await?;
            let found = found.ok_or_else(|| Error::internal("a row was due"))?;
            if found.is_taken {
                return Err(ConflictCode::SlugTaken.into());
            }
            if found.is_foreign && after.default_estate_id != before.default_estate_id {
                return Err(Error::field("defaultEstateId", "The organization has no such estate."));
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
