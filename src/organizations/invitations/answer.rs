//! What whoever holds an invitation can do with it.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;

use super::model::{Accepted, InvitationShown, InvitationStatus, InvitingOrganization};
use super::service::{audited, changed, current, ended, read_estates};
use super::store;
use super::token::Token;
use crate::edge::Edge;
use crate::edge::database::{assert_changed, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::organizations::members::{Admission, admit};
use crate::platform::audit::Origin;
use crate::platform::limits::{self, Rule};
use crate::platform::outbox;

/// How often an acceptance is tried anew that met another one.
const TRIES: usize = 3;

#[derive(Deserialize)]
struct Row {
    id: InvitationId,
    organization_id: OrganizationId,
    email: Option<String>,
    role: Role,
    estate_ids: String,
    status: InvitationStatus,
    expires_at: Timestamp,
    key_id: String,
    organization_name: String,
    slug: String,
    default_estate_id: Option<EstateId>,
    inviter_name: Option<String>,
}

impl Row {
    fn status(&self, now: i64) -> InvitationStatus {
        current(self.status, self.expires_at, now)
    }

    /// Whether it is for whoever owns this address, which they have proven.
    fn is_for(&self, email: &str) -> bool {
        self.email.as_deref().is_none_or(|invited| invited == email)
    }

    /// The membership that it gives. The batch is given up when it has ended in the meantime.
    fn admission(&self, edge: &Edge, origin: &Origin, user_id: &UserId) -> Result<Admission, Error> {
        let estate_ids = read_estates(&self.estate_ids)?;
        let mut admission =
            admit(edge, origin, "invitation.accept", &self.organization_id, user_id, self.role, &estate_ids);
        let used = [crate::bind!(store::USE, self.organization_id, self.id, edge.now()), assert_changed()];
        admission.statements.splice(0..0, used);
        admission.events.push(changed(&self.organization_id));
        Ok(admission)
    }
}

async fn find(edge: &Edge, token: &Token) -> Result<Option<Row>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_TOKEN, token.hash())).await
}

/// The same, guesses being counted by address.
async fn find_counted(edge: &Edge, ip_address: Option<&str>, token: &Token) -> Result<Row, Error> {
    let passed = limits::attempt(edge, &[Rule::CodeAddress(ip_address)]).await?;
    let row = find(edge, token).await?.ok_or(Error::NotFound)?;
    passed.forget().await;
    Ok(row)
}

/// An invitation for whoever holds its link. `reader` is a proven address of theirs, if they are signed in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::RateLimited`] after twenty guesses in an hour.
pub async fn show(
    edge: &Edge,
    ip_address: Option<&str>,
    token: &Token,
    reader: Option<&str>,
) -> Result<InvitationShown, Error> {
    let row = find_counted(edge, ip_address, token).await?;
    let status = row.status(edge.now());
    let email = row.email.map(|email| if reader == Some(email.as_str()) { email } else { masked(&email) });
    Ok(InvitationShown {
        organization: InvitingOrganization { name: row.organization_name, logo: None },
        invited_by: row.inviter_name,
        role: row.role,
        email,
        status,
        expires_at: row.expires_at,
    })
}

/// `a…@example.com`
fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}…@{domain}", local.chars().take(1).collect::<String>())
}

#[derive(Deserialize)]
struct MembershipRow {
    role: Role,
    granted_estate_id: Option<EstateId>,
}

async fn membership(edge: &Edge, row: &Row, user_id: &UserId) -> Result<Option<MembershipRow>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_MEMBERSHIP, row.organization_id, user_id)).await
}

/// Accepts an invitation. Who belongs to the organization already stays what they are there, so that accepting twice is
/// accepting once.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::EmailMismatch`] unless the address it is for is the caller's and proven,
/// [`ConflictCode::InvitationEnded`].
pub async fn accept(caller: &Caller, token: &Token) -> Result<Accepted, Error> {
    let edge = &caller.edge;
    let mut row = find_counted(edge, caller.ip_address.as_deref(), token).await?;
    for _ in 0..TRIES {
        let is_theirs = row.email.is_none() || (caller.user_email_verified && row.is_for(&caller.user_email));
        if !is_theirs {
            return Err(ConflictCode::EmailMismatch.into());
        }
        let belongs = membership(edge, &row, &caller.user_id).await?;
        let is_pending = row.status(edge.now()) == InvitationStatus::Pending;
        let taken = match &belongs {
            // a link stays as it is; one by mail has done what it was for
            Some(_) if row.email.is_none() || !is_pending => return Ok(accepted(row, belongs)),
            Some(_) => take(caller, &row).await,
            None if is_pending => join(caller, &row).await,
            None => return Err(ConflictCode::InvitationEnded.into()),
        };
        match taken {
            Ok(()) => {
                let belongs = membership(edge, &row, &caller.user_id).await?;
                return Ok(accepted(row, belongs));
            }
            // used, ended or joined in the meantime: look again
            Err(error) if is_precondition_failed(&error) => row = find(edge, token).await?.ok_or(Error::NotFound)?,
            Err(error) => return Err(error),
        }
    }
    Err(Error::Conflict("the invitation changes at the same time: try again"))
}

fn accepted(row: Row, belongs: Option<MembershipRow>) -> Accepted {
    let estate_id = match belongs {
        Some(MembershipRow { role: Role::Guest, granted_estate_id }) => granted_estate_id,
        _ => row.default_estate_id,
    };
    Accepted { organization_id: row.organization_id, slug: row.slug, estate_id }
}

async fn join(caller: &Caller, row: &Row) -> Result<(), Error> {
    let edge = &caller.edge;
    let admission = row.admission(edge, &caller.origin(), &caller.user_id)?;
    let recorded = outbox::record(edge, admission.events);
    let mut statements = admission.statements;
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Ends an invitation by mail whose addressee came another way.
async fn take(caller: &Caller, row: &Row) -> Result<(), Error> {
    let edge = &caller.edge;
    let recorded = outbox::record(edge, vec![changed(&row.organization_id)]);
    let detail = json!({ "after": { "status": InvitationStatus::Accepted } });
    let mut statements = vec![
        crate::bind!(store::USE, row.organization_id, row.id, edge.now()),
        assert_changed(),
        audited(edge, &caller.origin(), "invitation.accept", &row.organization_id, &row.id, detail),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Declines an invitation. A link is for others as well: nobody declines it for them, so nothing happens to it.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::EmailMismatch`], [`ConflictCode::InvitationEnded`].
pub async fn decline(caller: &Caller, token: &Token) -> Result<(), Error> {
    let edge = &caller.edge;
    let row = find_counted(edge, caller.ip_address.as_deref(), token).await?;
    if row.email.is_none() {
        return Ok(());
    }
    if !(caller.user_email_verified && row.is_for(&caller.user_email)) {
        return Err(ConflictCode::EmailMismatch.into());
    }
    match row.status(edge.now()) {
        InvitationStatus::Pending => {}
        InvitationStatus::Declined => return Ok(()),
        _ => return Err(ConflictCode::InvitationEnded.into()),
    }
    let recorded = outbox::record(edge, vec![changed(&row.organization_id)]);
    let detail = json!({
        "before": { "status": InvitationStatus::Pending }, "after": { "status": InvitationStatus::Declined },
    });
    let mut statements = vec![
        crate::bind!(store::END, row.organization_id, row.id, InvitationStatus::Declined, edge.now()),
        assert_changed(),
        audited(edge, &caller.origin(), "invitation.decline", &row.organization_id, &row.id, detail),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await.map_err(ended)?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// The membership that a new user gets by the invitation they signed up with; none when the token is nothing, has ended,
/// or is for another address. `email` must be proven by now. The statements come after those that make the user; when
/// the batch is given up ([`is_precondition_failed`]), the invitation has ended in the meantime: call this again.
///
/// # Errors
/// [`Error::Database`].
pub async fn at_sign_up(
    edge: &Edge,
    origin: &Origin,
    user_id: &UserId,
    email: &str,
    token: &str,
) -> Result<Option<Admission>, Error> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let row = find(edge, &token).await?;
    let good = row.filter(|row| row.is_for(email) && row.status(edge.now()) == InvitationStatus::Pending);
    good.map(|row| row.admission(edge, origin, user_id)).transpose()
}

/// What the mail of an invitation says.
pub struct Letter {
    /// To whom.
    pub email: String,
    /// The link. It is a secret: whoever has it and the address may come in.
    pub url: String,
    /// Where to.
    pub organization_name: String,
    /// As what.
    pub role: Role,
    /// By whom, unless they are gone.
    pub invited_by: Option<String>,
    /// Until when the link is good.
    pub expires_at: Timestamp,
}

/// The letter of an invitation; none when there is nothing to be sent any more: it has ended, or is a link.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the key that the link is derived with is gone.
pub async fn letter(edge: &Edge, id: &InvitationId) -> Result<Option<Letter>, Error> {
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id)).await?;
    let Some(row) = row.filter(|row| row.status(edge.now()) == InvitationStatus::Pending) else { return Ok(None) };
    let Some(email) = row.email else { return Ok(None) };
    let url = Token::of(edge, &row.key_id, &row.id)?.url(edge)?;
    Ok(Some(Letter {
        email,
        url,
        organization_name: row.organization_name,
        role: row.role,
        invited_by: row.inviter_name,
        expires_at: row.expires_at,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked_for_others() {
        assert_eq!(masked("ada@example.com"), "a…@example.com");
        assert_eq!(masked("ü@example.com"), "ü…@example.com");
    }
}
