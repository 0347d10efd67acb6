//! Roles on estates, and the estates that are open to a guest.

use steward_kernel::error::{Error, FieldError};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId};
use steward_kernel::permission::{Permission, Permissions, Role};

use super::model::{EstateRole, RoleOnEstate};
use super::store;
use crate::edge::Edge;

/// The maximum of estates granted to a guest: each of the guest's sockets stores the list.
const MAXIMUM_GRANTS: usize = 50;

#[derive(FromJson)]
struct GrantRow {
    estate_id: EstateId,
}

/// The estates open to a guest, by grants and teams: at most as many as a socket stores, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn grants(edge: &Edge, membership_id: &MembershipId) -> Result<Vec<EstateId>, Error> {
    let rows: Vec<GrantRow> = edge.database()?.all(crate::bind!(store::LIST_GRANTS, membership_id)).await?;
    let mut estate_ids: Vec<EstateId> = rows.into_iter().map(|row| row.estate_id).collect();
    estate_ids.sort();
    estate_ids.dedup();
    estate_ids.truncate(MAXIMUM_GRANTS);
    Ok(estate_ids)
}

/// Whether a caller with these permissions has all that a role gives on an estate.
#[must_use]
pub fn may_give_on_estate(permissions: &Permissions, role: RoleOnEstate) -> bool {
    let role = Role::from(role);
    permissions
        .covers(Permissions::filter(|permission: Permission| permission.is_on_estate() && permission.allows(role)))
}

#[derive(FromJson)]
struct CountRow {
    count: usize,
}

/// Validates a list of roles on estates and sorts it: at most 50 estates, each once, all in the organization.
///
/// # Errors
/// [`Error::Validation`] for `estateRoles`.
pub async fn check_estate_roles(
    edge: &Edge,
    organization_id: &OrganizationId,
    estate_roles: Option<Vec<EstateRole>>,
) -> Result<Option<Vec<EstateRole>>, Error> {
    let Some(mut estate_roles) = estate_roles else { return Ok(None) };
    estate_roles.sort();
    estate_roles.dedup();
    let ids = Some(estate_roles.iter().map(|on| on.estate_id.clone()).collect());
    let ids = check_estates(edge, organization_id, ids).await.map_err(|error| match error {
        Error::Validation(errors) => {
            let field = |error: FieldError| FieldError { field: "estateRoles".to_owned(), ..error };
            Error::Validation(errors.into_iter().map(field).collect())
        }
        error => error,
    })?;
    if ids.is_some_and(|ids| ids.len() != estate_roles.len()) {
        return Err(Error::field("estateRoles", "Choose one role for each estate."));
    }
    Ok(Some(estate_roles))
}

/// Validates a list of estates to grant, sorts it and removes duplicates: at most 50 estates, all in the organization.
///
/// # Errors
/// [`Error::Validation`] for `estateIds`.
pub async fn check_estates(
    edge: &Edge,
    organization_id: &OrganizationId,
    estate_ids: Option<Vec<EstateId>>,
) -> Result<Option<Vec<EstateId>>, Error> {
    let Some(mut estate_ids) = estate_ids else { return Ok(None) };
    estate_ids.sort();
    estate_ids.dedup();
    if estate_ids.len() > MAXIMUM_GRANTS {
        return Err(Error::field("estateIds", "Choose at most 50 estates."));
    }
    if !estate_ids.is_empty() {
        let list = serde_json::to_string(&estate_ids).map_err(Error::internal)?;
        let statement = crate::bind!(store::COUNT_ESTATES, organization_id, list);
        let found: Option<CountRow> = edge.database()?.first(statement).await?;
        if found.is_none_or(|found| found.count != estate_ids.len()) {
            return Err(Error::field("estateIds", "Choose estates of this organization."));
        }
    }
    Ok(Some(estate_ids))
}
