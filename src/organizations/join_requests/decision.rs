//! Listing, accepting and declining the requests to join an organization.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{JoinRequestId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{Permission, Permissions, Role};

use super::events::JoinRequestsChanged;
use super::mails;
use super::model::{JoinRequest, JoinRequestAcceptance};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use crate::organizations::members::admit;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::mail::MailRequested;

const CHANGED: Error = Error::Conflict("The request was withdrawn or decided meanwhile: reload the requests.");

/// Lists the pending requests of an organization, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<InviteMembers>, page: &PageQuery) -> Result<Page<JoinRequest>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1);
    let rows: Vec<JoinRequest> = scope.caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

#[derive(FromJson)]
struct PendingRow {
    user_id: UserId,
}

async fn find(scope: &InOrganization<InviteMembers>, id: &JoinRequestId) -> Result<PendingRow, Error> {
    let statement = crate::bind!(store::SELECT, scope.organization_id, id);
    scope.caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

fn decide(
    change: &mut Change,
    scope: &InOrganization<InviteMembers>,
    id: &JoinRequestId,
    status: &str,
) -> Result<(), Error> {
    let now = scope.caller.edge.now();
    let organization_id = &scope.organization_id;
    let membership_id = scope.membership_id()?;
    change.must_change(crate::bind!(store::DECIDE, organization_id, id, status, now, membership_id, scope.role));
    change.emit(&JoinRequestsChanged {});
    Ok(())
}

/// Accepts a request: the person becomes a member with the role.
///
/// # Errors
/// [`Error::NotFound`] for one that is not pending, [`Error::Validation`], [`Error::PermissionDenied`] for a role that is not
/// below the caller's, [`Error::Conflict`] for a member.
pub async fn accept(
    scope: &InOrganization<InviteMembers>,
    id: &JoinRequestId,
    body: JoinRequestAcceptance,
) -> Result<(), Error> {
    if body.role == Role::External {
        return Err(Error::field("role", "Choose another role: external members come from connected workspaces."));
    }
    if body.estate_ids.is_some() && body.role != Role::Guest {
        return Err(Error::field("estateIds", "Omit this unless the role is guest."));
    }
    if !scope.may_give(body.role, Permissions::of(body.role)) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    let edge = &scope.caller.edge;
    let estate_ids = members::check_estates(edge, &scope.organization_id, body.estate_ids).await?.unwrap_or_default();
    let PendingRow { user_id } = find(scope, id).await?;
    let mut change = Change::new(scope);
    decide(&mut change, scope, id, "accepted")?;
    admit(&mut change, "joinRequest.accept", &scope.organization_id, &user_id, body.role, &estate_ids);
    change.emit(&MailRequested::new(mails::JOIN_ACCEPTED, id));
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            // what is still pending is of a member
            find(scope, id).await.map_err(|_| CHANGED)?;
            Err(Error::Conflict("This person is already a member of the organization."))
        }
        committed => committed,
    }
}

/// Declines a request. The person can ask again 30 days later.
///
/// # Errors
/// [`Error::NotFound`] for one that is not pending.
pub async fn decline(scope: &InOrganization<InviteMembers>, id: &JoinRequestId) -> Result<(), Error> {
    let PendingRow { user_id } = find(scope, id).await?;
    let mut change = Change::new(scope);
    decide(&mut change, scope, id, "declined")?;
    change.audit(&AuditEvent::new("joinRequest.decline", "join_request", id).before(json!({ "userId": user_id })));
    change.commit().await.map_err(|error| if is_precondition_failed(&error) { CHANGED } else { error })
}
