//! Everything that is kept of an account, in one document.

use serde::de::DeserializeOwned;
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, SessionId, UserId};
use steward_kernel::time::Timestamp;

use super::model::{Export, ExportedAuditLine, ExportedMembership};
use super::{accounts, sessions, store};
use crate::edge::Edge;
use crate::edge::database::Outcome;
use crate::identity;

/// Lines of the audit log.
const MOST_LINES: usize = 1_000;
/// Organizations whose audit log is looked through.
const MOST_ORGANIZATIONS: usize = 100;

fn rows<T: DeserializeOwned>(outcome: Option<&Outcome>) -> Result<Vec<T>, Error> {
    outcome.map(Outcome::rows).transpose().map(Option::unwrap_or_default)
}

/// The document.
///
/// # Errors
/// [`Error::Database`].
pub async fn export(edge: &Edge, user_id: &UserId, current: &SessionId) -> Result<Export, Error> {
    let user = identity::service::user(edge, user_id).await?;
    let outcomes = edge
        .database()?
        .batch(vec![
            crate::bind!(store::LIST_MEMBERSHIPS, user_id),
            crate::bind!(store::LIST_KEYS, user_id),
            crate::bind!(store::LIST_INVITATIONS, user_id),
        ])
        .await?;
    let memberships: Vec<ExportedMembership> = rows(outcomes.first())?;
    Ok(Export {
        exported_at: Timestamp(edge.now()),
        user,
        accounts: accounts::list(edge, user_id).await?.items,
        sessions: sessions::all(edge, user_id, current).await?,
        audit_lines: lines(edge, user_id, &memberships).await?,
        memberships,
        api_keys: rows(outcomes.get(1))?,
        invitations: rows(outcomes.get(2))?,
    })
}

/// What the user has done, newest first.
async fn lines(
    edge: &Edge,
    user_id: &UserId,
    memberships: &[ExportedMembership],
) -> Result<Vec<ExportedAuditLine>, Error> {
    let nowhere: Option<&OrganizationId> = None;
    let places = memberships.iter().take(MOST_ORGANIZATIONS).map(|membership| Some(&membership.organization_id));
    let statements = std::iter::once(nowhere)
        .chain(places)
        .map(|organization_id| crate::bind!(store::LIST_AUDIT, organization_id, user_id, MOST_LINES))
        .collect();
    let mut found = Vec::new();
    for outcome in edge.database()?.batch(statements).await? {
        found.extend(outcome.rows::<ExportedAuditLine>()?);
    }
    found.sort_by(|one, other| other.id.cmp(&one.id));
    found.truncate(MOST_LINES);
    Ok(found)
}
