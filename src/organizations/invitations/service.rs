//! Listing, creating, resending and revoking invitations.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{Permission, Permissions, Role};
use steward_kernel::time::Timestamp;

use super::events::InvitationsChanged;
use super::mails;
use super::model::{CreateInvitation, CreatedInvitation, Invitation, InvitationFilter, InvitationStatus, Inviter};
use super::store;
use super::token::Token;
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::edge::text;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::identity::sign_in::verification::{self, Kind, NewVerification};
use crate::organizations::members;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// The time in which an invitation can be accepted.
pub(super) const LIFETIME_MS: i64 = Kind::Invitation.lifetime_ms();
/// Sorts after every id.
const NEWEST: &str = "~";

#[derive(FromJson)]
struct Row {
    id: InvitationId,
    email: Option<String>,
    role: Role,
    estate_ids: String,
    status: InvitationStatus,
    uses: u32,
    expires_at: Timestamp,
    created_at: Timestamp,
    token_hash: String,
    inviter_id: Option<UserId>,
    inviter_name: Option<String>,
}

impl Row {
    fn into_invitation(self, now: i64) -> Result<Invitation, Error> {
        Ok(Invitation {
            status: current_status(self.status, self.expires_at, now),
            id: self.id,
            email: self.email,
            role: self.role,
            estate_ids: read_estates(&self.estate_ids)?,
            invited_by: self.inviter_id.zip(self.inviter_name).map(|(id, name)| Inviter { id, name }),
            uses: self.uses,
            expires_at: self.expires_at,
            created_at: self.created_at,
        })
    }
}

pub(super) fn read_estates(text: &str) -> Result<Vec<EstateId>, Error> {
    steward_kernel::from_json::read(text).map_err(Error::internal)
}

/// The stored status, or `expired`.
pub(super) fn current_status(status: InvitationStatus, expires_at: Timestamp, now: i64) -> InvitationStatus {
    if status == InvitationStatus::Pending && expires_at.0 <= now { InvitationStatus::Expired } else { status }
}

pub(super) fn audit_event(action: &'static str, id: &InvitationId) -> AuditEvent {
    AuditEvent::new(action, "invitation", id)
}

/// A page of an organization's invitations, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    scope: &InOrganization<InviteMembers>,
    filter: &InvitationFilter,
    page: &PageQuery,
) -> Result<Page<Invitation>, Error> {
    let edge = &scope.caller.edge;
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| NEWEST.to_owned());
    let statement = crate::bind!(store::LIST, scope.organization_id, before, limit + 1, filter.status, edge.now());
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(|row| row.into_invitation(edge.now())).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Checks that the caller may invite with this role, and returns the estates to grant to a guest.
pub(super) async fn check_role(
    scope: &InOrganization<InviteMembers>,
    role: Role,
    estate_ids: Option<Vec<EstateId>>,
) -> Result<Vec<EstateId>, Error> {
    if role == Role::External {
        return Err(Error::field("role", "Choose another role: external members come from connected workspaces."));
    }
    if estate_ids.is_some() && role != Role::Guest {
        return Err(Error::field("estateIds", "Omit this unless the role is guest."));
    }
    if !scope.may_give(role, Permissions::of(role)) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    if matches!(role, Role::Owner | Role::Admin) {
        scope.caller.must_have_confirmed()?;
    }
    let estate_ids = members::check_estates(&scope.caller.edge, &scope.organization_id, estate_ids).await?;
    Ok(estate_ids.unwrap_or_default())
}

/// Creates an invitation by email, or a link.
///
/// # Errors
/// [`Error::Validation`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`Error::StepUpRequired`] for owners and admins, [`ConflictCode::AlreadyMember`],
/// [`ConflictCode::AlreadyInvited`], [`Error::RateLimited`] for email to one address.
pub async fn create(scope: &InOrganization<InviteMembers>, body: CreateInvitation) -> Result<CreatedInvitation, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let email = body.email.as_deref().map(|text| text::email("email", text)).transpose()?;
    let estate_ids = check_role(scope, body.role, body.estate_ids).await?;
    let passed = match &email {
        Some(email) => Some(limits::attempt(edge, &[Rule::CodeEmail(email)]).await?),
        None => None,
    };

    let now = edge.now();
    let id = edge.id(InvitationId::new);
    let key_id = edge.key_ring()?.active_id().map_err(Error::internal)?.to_owned();
    let token = Token::of(edge, &key_id, &id)?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::REVOKE_EXPIRED, organization_id, email, now));
    change.must_change(crate::bind!(
        store::INSERT,
        organization_id,
        id,
        email,
        body.role,
        json!(estate_ids).to_string(),
        token.hash(),
        key_id,
        scope.caller.user_id,
        now + LIFETIME_MS,
        now,
        scope.membership_id()?,
        scope.role
    ));
    change.audit(
        &audit_event("invitation.create", &id)
            .after(json!({ "email": email, "role": body.role, "estateIds": estate_ids })),
    );
    change.emit(&InvitationsChanged {});
    if let Some(email) = &email {
        send(&mut change, &id, email, &token.hash())?;
    }
    match change.commit_and_read(crate::bind!(store::SELECT, organization_id, id)).await {
        Ok(outcome) => Ok(CreatedInvitation { invitation: read(&outcome, now)?, url: token.url(edge)? }),
        Err(error) => {
            // no email is sent, so it is not counted
            if let Some(passed) = passed {
                passed.reset().await;
            }
            Err(explain(scope, email.as_deref(), error).await)
        }
    }
}

/// Adds the email of an invitation to a change, with a proof that replaces that of an earlier email.
fn send(change: &mut Change, id: &InvitationId, email: &str, token_hash: &str) -> Result<(), Error> {
    let proof = NewVerification { subject: token_hash, ..NewVerification::of_email(Kind::Invitation, email) };
    let _ = verification::create(change, &proof)?;
    change.emit(&MailRequested::new(mails::INVITATION, id));
    Ok(())
}

/// Explains why an invitation was not written.
async fn explain(scope: &InOrganization<InviteMembers>, email: Option<&str>, error: Error) -> Error {
    if violates(&error, "invitation.organization_id") {
        return ConflictCode::AlreadyInvited.into();
    }
    if !is_precondition_failed(&error) {
        return error;
    }
    let member: Result<Option<Value>, Error> = match scope.caller.edge.database() {
        Ok(database) => database.first(crate::bind!(store::SELECT_MEMBER, scope.organization_id, email)).await,
        Err(error) => Err(error),
    };
    match member {
        Ok(Some(_)) => ConflictCode::AlreadyMember.into(),
        Ok(None) => Error::PermissionDenied(Permission::MemberInvite),
        Err(error) => error,
    }
}

fn read(outcome: &Outcome, now: i64) -> Result<Invitation, Error> {
    outcome.first::<Row>()?.ok_or(Error::NotFound)?.into_invitation(now)
}

/// Finds an invitation that the caller may resend or revoke, with the hash of its token.
async fn find(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<(Invitation, String), Error> {
    let edge = &scope.caller.edge;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT, scope.organization_id, id)).await?;
    let mut row = row.ok_or(Error::NotFound)?;
    let token_hash = std::mem::take(&mut row.token_hash);
    let invitation = row.into_invitation(edge.now())?;
    if !scope.role.may_manage(invitation.role) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    if !matches!(invitation.status, InvitationStatus::Pending | InvitationStatus::Expired) {
        return Err(ConflictCode::InvitationEnded.into());
    }
    Ok((invitation, token_hash))
}

/// Extends an invitation by seven days from now, and sends its email again unless it is a link.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a role that is not the caller's to give,
/// [`ConflictCode::InvitationEnded`], [`Error::RateLimited`] for email to one address.
pub async fn resend(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<Invitation, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let (before, token_hash) = find(scope, id).await?;
    if !scope.may_give(before.role, Permissions::of(before.role)) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    if let Some(email) = &before.email {
        let _ = limits::attempt(edge, &[Rule::CodeEmail(email)]).await?;
    }
    let now = edge.now();
    let expires_at = Timestamp(now + LIFETIME_MS);
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::EXTEND, organization_id, id, expires_at.0, now));
    change.audit(
        &audit_event("invitation.resend", id)
            .before(json!({ "expiresAt": before.expires_at }))
            .after(json!({ "expiresAt": expires_at })),
    );
    change.emit(&InvitationsChanged {});
    if let Some(email) = &before.email {
        send(&mut change, id, email, &token_hash)?;
    }
    let outcome = change.commit_and_read(crate::bind!(store::SELECT, organization_id, id)).await.map_err(ended)?;
    read(&outcome, now)
}

/// Revokes an invitation.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`ConflictCode::InvitationEnded`].
pub async fn revoke(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<(), Error> {
    let (before, _) = find(scope, id).await?;
    let (now, status) = (scope.caller.edge.now(), InvitationStatus::Revoked);
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::SET_STATUS, scope.organization_id, id, status, now));
    change.audit(
        &audit_event("invitation.revoke", id)
            .before(json!({ "status": before.status, "email": before.email, "role": before.role }))
            .after(json!({ "status": status })),
    );
    change.emit(&InvitationsChanged {});
    change.commit().await.map_err(ended)
}

/// Revokes, in the same change, the pending invitations that a member may no longer give: none of them admits the member
/// again, or anybody with a role above the member's.
pub fn revoke_lost(change: &mut Change, organization_id: &OrganizationId, user_id: &UserId) {
    let now = change.edge().now();
    change.run(crate::bind!(store::REVOKE_LOST, organization_id, user_id, now));
    change.emit(&InvitationsChanged {});
}

/// Converts a failed precondition: the invitation has ended since it was read.
pub(super) fn ended(error: Error) -> Error {
    if is_precondition_failed(&error) { ConflictCode::InvitationEnded.into() } else { error }
}
