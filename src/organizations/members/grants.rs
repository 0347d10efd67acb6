//! The estates that are granted to a guest.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId};

use super::store;
use crate::edge::Edge;

/// The maximum of estates granted to a guest: each of the guest's sockets stores the list.
const MAXIMUM_GRANTS: usize = 50;

#[derive(FromJson)]
struct GrantRow {
    estate_id: EstateId,
}

/// The estates granted to a guest.
///
/// # Errors
/// [`Error::Database`].
pub async fn grants(edge: &Edge, membership_id: &MembershipId) -> Result<Vec<EstateId>, Error> {
    let rows: Vec<GrantRow> = edge.database()?.all(crate::bind!(store::LIST_GRANTS, membership_id)).await?;
    Ok(rows.into_iter().map(|row| row.estate_id).collect())
}

#[derive(FromJson)]
struct CountRow {
    count: usize,
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
