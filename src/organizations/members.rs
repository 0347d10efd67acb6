//! Who belongs to an organization.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{Permission, Role};

use super::model::Member;
use super::store;
use crate::audit::{self, Entry};
use crate::edge::Edge;
use crate::identity::may::RemoveMembers;
use crate::identity::scope::InOrganization;
use crate::outbox::{self, Event, EventName};

#[derive(Deserialize)]
struct MemberRow {
    membership_id: String,
    #[serde(flatten)]
    member: Member,
}

/// A page of an organization's members, oldest membership first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(edge: &Edge, organization_id: &OrganizationId, page: &PageQuery) -> Result<Page<Member>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST_MEMBERS, organization_id, after, limit + 1);
    let rows: Vec<MemberRow> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.membership_id.clone());
    let items = page.items.into_iter().map(|row| row.member).collect();
    Ok(Page { items, next_cursor: page.next_cursor })
}

#[derive(Deserialize)]
struct RoleRow {
    role: Role,
}

/// Ends somebody's membership; their sockets are closed at once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a rank that is not below the caller's,
/// [`Error::Conflict`] for the last owner.
pub async fn remove(scope: &InOrganization<RemoveMembers>, user_id: &UserId) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let database = edge.database()?;
    let found: Option<RoleRow> =
        database.first(crate::bind!(store::SELECT_ROLE, scope.organization_id, user_id)).await?;
    let role = found.ok_or(Error::NotFound)?.role;
    if !scope.role.may_manage(role) {
        return Err(Error::PermissionDenied(Permission::MemberRemove));
    }
    let event = |name| Event {
        name,
        organization_id: Some(scope.organization_id.clone()),
        estate_id: None,
        payload: json!({ "userId": user_id }),
    };
    let recorded = outbox::record(edge, vec![event(EventName::MemberRemoved)]);
    let entry = Entry {
        action: "organization.removeMember",
        organization_id: Some(&scope.organization_id),
        estate_id: None,
        resource_type: "organization_user_membership",
        resource_id: user_id.as_ref(),
        detail: json!({ "before": { "role": role } }),
    };
    let mut statements = vec![crate::bind!(store::DELETE_MEMBERSHIP, scope.organization_id, user_id, role)];
    // Whoever is still a member was not removed: then nothing of the batch may stand.
    statements.push(crate::bind!(store::ASSERT_REMOVED, scope.organization_id, user_id));
    statements.push(audit::record(edge, &scope.caller.origin(), &entry));
    statements.extend(recorded.statements.iter().cloned());
    database.batch(statements).await.map_err(|error| match error {
        Error::Database(detail) if detail.contains(store::STILL_A_MEMBER) => {
            Error::Conflict("the last owner cannot be removed")
        }
        other => other,
    })?;
    outbox::dispatch(edge, recorded);
    Ok(())
}
