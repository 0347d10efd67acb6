//! Inviting, sending again and taking back.

use serde::Deserialize;
use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::time::{DAY, Timestamp};

use super::model::{Invitation, InvitationFilter, InvitationStatus, Invite, Inviter, NewInvitation};
use super::store;
use super::token::Token;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, assert_changed, is_precondition_failed, violates};
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::limits::{self, Rule};
use crate::platform::mail;
use crate::platform::outbox::{self, Event, EventName};

/// For so long an invitation is good.
const LIFETIME_MS: i64 = 7 * DAY;
/// After every id there can be.
const NEWEST: &str = "~";

#[derive(Deserialize)]
struct Row {
    id: InvitationId,
    email: Option<String>,
    role: Role,
    estate_ids: String,
    status: InvitationStatus,
    uses: u32,
    expires_at: Timestamp,
    created_at: Timestamp,
    inviter_id: Option<UserId>,
    inviter_name: Option<String>,
}

impl Row {
    fn into_invitation(self, now: i64) -> Result<Invitation, Error> {
        Ok(Invitation {
            status: current(self.status, self.expires_at, now),
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
    steward_kernel::json::read(text).map_err(Error::internal)
}

/// What the row says, unless its time has run out.
pub(super) fn current(status: InvitationStatus, expires_at: Timestamp, now: i64) -> InvitationStatus {
    if status == InvitationStatus::Pending && expires_at.0 <= now { InvitationStatus::Expired } else { status }
}

/// A line of the audit log about an invitation.
pub(super) fn audited(
    edge: &Edge,
    origin: &Origin,
    action: &'static str,
    organization_id: &OrganizationId,
    id: &InvitationId,
    detail: Value,
) -> Statement {
    let entry = Entry {
        action,
        organization_id: Some(organization_id),
        estate_id: None,
        resource_type: "invitation",
        resource_id: id.as_ref(),
        detail,
    };
    audit::record(edge, origin, &entry)
}

/// That the organization's invitations are not as they were.
pub(super) fn changed(organization_id: &OrganizationId) -> Event {
    Event {
        name: EventName::InvitationsChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: None,
        payload: json!({}),
    }
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

/// Invites somebody by mail, or whoever has the link.
///
/// # Errors
/// [`Error::Validation`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`ConflictCode::AlreadyMember`], [`ConflictCode::AlreadyInvited`], [`Error::RateLimited`] for mail to one address.
pub async fn create(scope: &InOrganization<InviteMembers>, body: Invite) -> Result<NewInvitation, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let email = body.email.as_deref().map(|text| input::email("email", text)).transpose()?;
    if body.role == Role::External {
        return Err(Error::field("role", "Externals come from connected workspaces only."));
    }
    if body.estate_ids.is_some() && body.role != Role::Guest {
        return Err(Error::field("estateIds", "Only to guests estates are granted one by one."));
    }
    if !scope.role.may_manage(body.role) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    let estate_ids = members::own_estates(&scope.caller, organization_id, body.estate_ids).await?;
    let estate_ids = estate_ids.unwrap_or_default();
    let passed = match &email {
        Some(email) => Some(limits::attempt(edge, &[Rule::CodeEmail(email)]).await?),
        None => None,
    };

    let now = edge.now();
    let id = edge.id(InvitationId::new);
    let key_id = edge.key_ring()?.active_id().map_err(Error::internal)?.to_owned();
    let token = Token::of(edge, &key_id, &id)?;
    let mut events = vec![changed(organization_id)];
    events.extend(email.as_ref().map(|_| mail::request(mail::Kind::Invitation, id.as_ref())));
    let recorded = outbox::record(edge, events);
    let after = json!({ "after": { "email": email, "role": body.role, "estateIds": estate_ids } });
    let mut statements = vec![
        crate::bind!(store::END_EXPIRED, organization_id, email, now),
        crate::bind!(
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
            scope.membership_id,
            scope.role
        ),
        assert_changed(),
        audited(edge, &scope.caller.origin(), "invitation.create", organization_id, &id, after),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, organization_id, id));
    let outcomes = match edge.database()?.batch(statements).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            // no mail goes out, so none is counted
            if let Some(passed) = passed {
                passed.forget().await;
            }
            return Err(refusal(scope, email.as_deref(), error).await);
        }
    };
    outbox::dispatch(edge, recorded);
    Ok(NewInvitation { invitation: last(&outcomes, now)?, url: token.url(edge)? })
}

/// Why an invitation was not written.
async fn refusal(scope: &InOrganization<InviteMembers>, email: Option<&str>, error: Error) -> Error {
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

fn last(outcomes: &[Outcome], now: i64) -> Result<Invitation, Error> {
    let row = outcomes.last().map(Outcome::first::<Row>).transpose()?.flatten();
    row.ok_or(Error::NotFound)?.into_invitation(now)
}

async fn find(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<Invitation, Error> {
    let edge = &scope.caller.edge;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT, scope.organization_id, id)).await?;
    let invitation = row.ok_or(Error::NotFound)?.into_invitation(edge.now())?;
    if !scope.role.may_manage(invitation.role) {
        return Err(Error::PermissionDenied(Permission::MemberInvite));
    }
    if !matches!(invitation.status, InvitationStatus::Pending | InvitationStatus::Expired) {
        return Err(ConflictCode::InvitationEnded.into());
    }
    Ok(invitation)
}

/// Seven more days, and the mail again where it goes by mail.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`ConflictCode::InvitationEnded`], [`Error::RateLimited`] for mail to one address.
pub async fn resend(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<Invitation, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let before = find(scope, id).await?;
    if let Some(email) = &before.email {
        let _ = limits::attempt(edge, &[Rule::CodeEmail(email)]).await?;
    }
    let now = edge.now();
    let expires_at = Timestamp(now + LIFETIME_MS);
    let mut events = vec![changed(organization_id)];
    events.extend(before.email.as_ref().map(|_| mail::request(mail::Kind::Invitation, id.as_ref())));
    let recorded = outbox::record(edge, events);
    let detail = json!({ "before": { "expiresAt": before.expires_at }, "after": { "expiresAt": expires_at } });
    let mut statements = vec![
        crate::bind!(store::PROLONG, organization_id, id, expires_at.0, now),
        assert_changed(),
        audited(edge, &scope.caller.origin(), "invitation.resend", organization_id, id, detail),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, organization_id, id));
    let outcomes = edge.database()?.batch(statements).await.map_err(ended)?;
    outbox::dispatch(edge, recorded);
    last(&outcomes, now)
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`ConflictCode::InvitationEnded`].
pub async fn revoke(scope: &InOrganization<InviteMembers>, id: &InvitationId) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    let before = find(scope, id).await?;
    let recorded = outbox::record(edge, vec![changed(organization_id)]);
    let detail = json!({
        "before": { "status": before.status, "email": before.email, "role": before.role },
        "after": { "status": InvitationStatus::Revoked },
    });
    let mut statements = vec![
        crate::bind!(store::END, organization_id, id, InvitationStatus::Revoked, edge.now()),
        assert_changed(),
        audited(edge, &scope.caller.origin(), "invitation.revoke", organization_id, id, detail),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await.map_err(ended)?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// For the batch that removes somebody: the invitations that they have made end as well, so that no link of theirs leads
/// back. With what the event says of it.
#[must_use]
pub fn end_of_inviter(edge: &Edge, organization_id: &OrganizationId, user_id: &UserId) -> (Statement, Event) {
    (crate::bind!(store::END_OF_INVITER, organization_id, user_id, edge.now()), changed(organization_id))
}

/// What ended between looking and writing.
pub(super) fn ended(error: Error) -> Error {
    if is_precondition_failed(&error) { ConflictCode::InvitationEnded.into() } else { error }
}
