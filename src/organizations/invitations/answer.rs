//! Accepting and declining an invitation.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Role;

use super::events::InvitationsChanged;
use super::holder::HeldInvitation;
use super::model::{AcceptedInvitation, InvitationStatus};
use super::service::{audit_event, ended};
use super::store;
use super::token::Token;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::hooks::EmailProof;
use crate::identity::scope::Caller;
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// How often an acceptance is tried when it conflicts with another one.
const MAX_ATTEMPTS: usize = 3;

#[derive(FromJson)]
struct MembershipRow {
    role: Role,
    granted_estate_id: Option<EstateId>,
}

async fn membership(edge: &Edge, held: &HeldInvitation, user_id: &UserId) -> Result<Option<MembershipRow>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_MEMBERSHIP, held.organization_id, user_id)).await
}

/// Accepts an invitation. A member keeps their role, so a repeated acceptance has no effect.
///
/// # Errors
/// [`Error::NotFound`]; [`ConflictCode::EmailMismatch`] unless the invited address is the caller's, and
/// [`ConflictCode::EmailUnverified`] while it is not verified; [`ConflictCode::InvitationEnded`].
pub async fn accept(caller: &Caller, token: &Token) -> Result<AcceptedInvitation, Error> {
    let edge = &caller.edge;
    let mut held = HeldInvitation::find_counted(edge, caller.ip_address.as_deref(), token).await?;
    for _ in 0..MAX_ATTEMPTS {
        check_recipient(caller, &held)?;
        let member = membership(edge, &held, &caller.user_id).await?;
        let is_pending = held.status(edge.now()) == InvitationStatus::Pending;
        let committed = match &member {
            // a link stays open for others; an invitation by email is completed
            Some(_) if held.email.is_none() || !is_pending => return Ok(accepted(held, member)),
            Some(_) => accept_as_member(caller, &held).await,
            None if is_pending => join(caller, &held).await,
            None => {
                if held.is_lost() {
                    end_lost(edge, &held).await?;
                }
                return Err(ConflictCode::InvitationEnded.into());
            }
        };
        match committed {
            Ok(()) => {
                let member = membership(edge, &held, &caller.user_id).await?;
                return Ok(accepted(held, member));
            }
            // accepted, ended or joined meanwhile
            Err(error) if is_precondition_failed(&error) => {
                held = HeldInvitation::find(edge, token).await?.ok_or(Error::NotFound)?;
            }
            Err(error) => return Err(error),
        }
    }
    Err(Error::Conflict("The invitation changed at the same time: reload it and try again."))
}

/// Everyone can answer a link, and the user with the invited address an invitation by email.
fn check_recipient(caller: &Caller, held: &HeldInvitation) -> Result<(), ConflictCode> {
    match (held.is_for(&caller.user_email), caller.user_email_verified || held.email.is_none()) {
        (true, true) => Ok(()),
        (true, false) => Err(ConflictCode::EmailUnverified),
        (false, _) => Err(ConflictCode::EmailMismatch),
    }
}

fn accepted(held: HeldInvitation, member: Option<MembershipRow>) -> AcceptedInvitation {
    let estate_id = match member {
        Some(MembershipRow { role: Role::Guest, granted_estate_id }) => granted_estate_id,
        _ => held.default_estate_id,
    };
    AcceptedInvitation { organization_id: held.organization_id, slug: held.slug, estate_id }
}

async fn join(caller: &Caller, held: &HeldInvitation) -> Result<(), Error> {
    let mut change = Change::new(caller);
    held.admit(&mut change, &caller.user_id)?;
    change.commit().await
}

/// Ends the invitations that their inviter may no longer give, so that none of them comes back with the inviter's right.
async fn end_lost(edge: &Edge, held: &HeldInvitation) -> Result<(), Error> {
    let tenant = Tenant::organization(&held.organization_id);
    let mut change = Change::by(edge, Origin::system("invitations"), tenant);
    change.run(crate::bind!(store::REVOKE_LOST, held.organization_id, held.inviter_id, edge.now()));
    change.audit(&answer_event("invitation.revoke", held, InvitationStatus::Revoked));
    change.emit(&InvitationsChanged {});
    change.commit().await
}

/// Ends an invitation by email whose recipient became a member another way.
async fn accept_as_member(caller: &Caller, held: &HeldInvitation) -> Result<(), Error> {
    let mut change = Change::new(caller);
    change.set_tenant(Tenant::organization(&held.organization_id));
    held.accept(&mut change);
    change.audit(&answer_event("invitation.accept", held, InvitationStatus::Accepted));
    change.emit(&InvitationsChanged {});
    change.commit().await
}

fn answer_event(action: &'static str, held: &HeldInvitation, status: InvitationStatus) -> AuditEvent {
    let status_json = |status| json!({ "status": status });
    audit_event(action, &held.id).before(status_json(InvitationStatus::Pending)).after(status_json(status))
}

/// Declines an invitation by email. A link stays open for others, so declining it has no effect.
///
/// # Errors
/// As [`accept`].
pub async fn decline(caller: &Caller, token: &Token) -> Result<(), Error> {
    let edge = &caller.edge;
    let held = HeldInvitation::find_counted(edge, caller.ip_address.as_deref(), token).await?;
    if held.email.is_none() {
        return Ok(());
    }
    check_recipient(caller, &held)?;
    match held.status(edge.now()) {
        InvitationStatus::Pending => {}
        InvitationStatus::Declined => return Ok(()),
        _ => return Err(ConflictCode::InvitationEnded.into()),
    }
    let status = InvitationStatus::Declined;
    let mut change = Change::new(caller);
    change.set_tenant(Tenant::organization(&held.organization_id));
    change.must_change(crate::bind!(store::SET_STATUS, held.organization_id, held.id, status, edge.now()));
    change.audit(&answer_event("invitation.decline", &held, status));
    change.emit(&InvitationsChanged {});
    change.commit().await.map_err(ended)
}

/// What an invitation gives a new user.
#[derive(Debug)]
pub enum Admission {
    /// The membership in this organization.
    Admitted(OrganizationId),
    /// Nothing before the user has verified the address and accepts.
    AfterVerification,
    /// Nothing: it does not exist, has ended, or is for another address.
    Refused,
}

/// Adds the membership of a new user by the invitation of the sign-up. An invitation by email needs an address that the
/// platform itself, or the authority for its domain, has verified.
///
/// The change fails with [`is_precondition_failed`] when the invitation has ended meanwhile; the caller then builds the
/// change again.
///
/// # Errors
/// [`Error::Database`].
pub async fn admit_new_user(
    change: &mut Change,
    user_id: &UserId,
    (email, proof): (&str, EmailProof),
    token: &str,
) -> Result<Admission, Error> {
    let Some(token) = Token::parse(token) else { return Ok(Admission::Refused) };
    let held = HeldInvitation::find(change.edge(), &token).await?;
    let now = change.edge().now();
    let held = held.filter(|held| held.is_for(email) && held.status(now) == InvitationStatus::Pending);
    let Some(held) = held else { return Ok(Admission::Refused) };
    if held.email.is_some() && proof == EmailProof::ByProvider {
        return Ok(Admission::AfterVerification);
    }
    held.admit(change, user_id)?;
    Ok(Admission::Admitted(held.organization_id))
}

#[derive(FromJson)]
struct InvitedRow {
    #[serde(deserialize_with = "flag")]
    is_invited: bool,
}

/// Whether an invitation by email is pending for the address, or the token is that of a link that anybody may use.
///
/// # Errors
/// [`Error::Database`].
pub async fn is_invited(edge: &Edge, email: &str, token: Option<&str>) -> Result<bool, Error> {
    let hash = token.and_then(Token::parse).map(|token| token.hash());
    let found: Option<InvitedRow> =
        edge.database()?.first(crate::bind!(store::SELECT_INVITED, email, edge.now(), hash)).await?;
    Ok(found.is_some_and(|row| row.is_invited))
}
