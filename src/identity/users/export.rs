//! The export of an account: all data stored about it, in one document.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, SessionId, UserId};
use steward_kernel::time::Timestamp;

use super::model::{Export, ExportedAuditEvent, ExportedMembership};
use super::user::user;
use super::{accounts, sessions, store};
use crate::edge::Edge;
use crate::edge::database::Outcome;
use crate::identity::authorization_server::authorized_apps;

const MAX_AUDIT_EVENTS: usize = 1_000;
/// The maximum of organizations whose audit events are exported.
const MAX_ORGANIZATIONS: usize = 100;

fn rows<T: FromJson>(outcome: Option<&Outcome>) -> Result<Vec<T>, Error> {
    outcome.map(Outcome::rows).transpose().map(Option::unwrap_or_default)
}

/// Exports a user's account.
///
/// # Errors
/// [`Error::Database`].
pub async fn export(edge: &Edge, user_id: &UserId, current: &SessionId) -> Result<Export, Error> {
    let user = user(edge, user_id).await?;
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
        sessions: sessions::list_all(edge, user_id, current).await?,
        audit_events: audit_events(edge, user_id, &memberships).await?,
        memberships,
        authorized_apps: authorized_apps::list_all(edge, user_id).await?,
        api_keys: rows(outcomes.get(1))?,
        invitations: rows(outcomes.get(2))?,
    })
}

/// The audit events of the user in their organizations and without an organization, newest first.
async fn audit_events(
    edge: &Edge,
    user_id: &UserId,
    memberships: &[ExportedMembership],
) -> Result<Vec<ExportedAuditEvent>, Error> {
    let none: Option<&OrganizationId> = None;
    let organizations = memberships.iter().take(MAX_ORGANIZATIONS).map(|membership| Some(&membership.organization_id));
    let statements = std::iter::once(none)
        .chain(organizations)
        .map(|organization_id| crate::bind!(store::LIST_AUDIT, organization_id, user_id, MAX_AUDIT_EVENTS))
        .collect();
    let mut found = Vec::new();
    for outcome in edge.database()?.batch(statements).await? {
        found.extend(outcome.rows::<ExportedAuditEvent>()?);
    }
    found.sort_by(|one, other| other.id.cmp(&one.id));
    found.truncate(MAX_AUDIT_EVENTS);
    Ok(found)
}
