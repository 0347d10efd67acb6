//! An invitation as the holder of its token sees it.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;

use super::events::InvitationsChanged;
use super::model::{InvitationShown, InvitationStatus, InvitingOrganization};
use super::service::{current_status, read_estates};
use super::store;
use super::token::Token;
use crate::edge::Edge;
use crate::identity::sign_in::verification::{self, Kind};
use crate::organizations::members::admit;
use crate::platform::change::Change;
use crate::platform::limits::{self, Rule};

/// The row of an invitation, found by its token.
#[derive(FromJson)]
pub(super) struct HeldInvitation {
    pub id: InvitationId,
    pub organization_id: OrganizationId,
    /// `None` for a link.
    pub email: Option<String>,
    role: Role,
    estate_ids: String,
    status: InvitationStatus,
    expires_at: Timestamp,
    key_id: String,
    organization_name: String,
    pub slug: String,
    pub default_estate_id: Option<EstateId>,
    pub inviter_id: Option<UserId>,
    inviter_name: Option<String>,
    /// Whether the inviter may still give the role.
    #[serde(deserialize_with = "flag")]
    is_given: bool,
}

impl HeldInvitation {
    pub async fn find(edge: &Edge, token: &Token) -> Result<Option<Self>, Error> {
        edge.database()?.first(crate::bind!(store::SELECT_BY_TOKEN, token.hash(), edge.now())).await
    }

    /// Finds the invitation and counts wrong tokens by IP address.
    pub async fn find_counted(edge: &Edge, ip_address: Option<&str>, token: &Token) -> Result<Self, Error> {
        let passed = limits::attempt(edge, &[Rule::CodeAddress(ip_address)]).await?;
        let found = Self::find(edge, token).await?.ok_or(Error::NotFound)?;
        passed.reset().await;
        Ok(found)
    }

    pub fn status(&self, now: i64) -> InvitationStatus {
        match current_status(self.status, self.expires_at, now) {
            InvitationStatus::Pending if !self.is_given => InvitationStatus::Revoked,
            status => status,
        }
    }

    /// Whether it has not ended, and its inviter may no longer give the role.
    pub fn is_lost(&self) -> bool {
        self.status == InvitationStatus::Pending && !self.is_given
    }

    /// Whether the user with this verified address can accept it. Everyone can accept a link.
    pub fn is_for(&self, email: &str) -> bool {
        self.email.as_deref().is_none_or(|invited| invited == email)
    }

    /// Adds the acceptance of the invitation to a change. The change fails with
    /// [`crate::edge::database::is_precondition_failed`] when the invitation has ended meanwhile.
    pub fn accept(&self, change: &mut Change) {
        let now = change.edge().now();
        change.must_change(crate::bind!(store::ACCEPT, self.organization_id, self.id, now));
    }

    /// Adds the acceptance of the invitation and the user's membership to a change, and sets the organization as its
    /// tenant. The change fails as with [`Self::accept`].
    pub fn admit(&self, change: &mut Change, user_id: &UserId) -> Result<(), Error> {
        let estate_ids = read_estates(&self.estate_ids)?;
        self.accept(change);
        admit(change, "invitation.accept", &self.organization_id, user_id, self.role, &estate_ids);
        change.emit(&InvitationsChanged {});
        Ok(())
    }
}

/// Returns an invitation for the holder of its link. `reader` is the holder's verified address, if signed in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::RateLimited`] after 20 wrong tokens in an hour.
pub async fn show(
    edge: &Edge,
    ip_address: Option<&str>,
    token: &Token,
    reader: Option<&str>,
) -> Result<InvitationShown, Error> {
    let held = HeldInvitation::find_counted(edge, ip_address, token).await?;
    let status = held.status(edge.now());
    let email = held.email.map(|email| if reader == Some(email.as_str()) { email } else { masked(&email) });
    Ok(InvitationShown {
        organization: InvitingOrganization { name: held.organization_name, logo: None },
        invited_by: held.inviter_name,
        role: held.role,
        email,
        status,
        expires_at: held.expires_at,
    })
}

/// `a…@example.com`
fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}…@{domain}", local.chars().take(1).collect::<String>())
}

/// The content of an invitation's email.
pub(super) struct EmailContent {
    pub email: String,
    /// The link, which is a secret: its holder can join, and sign up with the invited address.
    pub url: String,
    pub organization_name: String,
    pub role: Role,
    /// `None` when the inviter's account is deleted.
    pub invited_by: Option<String>,
    pub expires_at: Timestamp,
}

/// The content of an invitation's email; `None` when no email is to be sent: the invitation has ended, or is a link.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the key ring does not have the key of the link.
pub(super) async fn email_content(edge: &Edge, id: &InvitationId) -> Result<Option<EmailContent>, Error> {
    let held: Option<HeldInvitation> =
        edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id, edge.now())).await?;
    let Some(held) = held.filter(|held| held.status(edge.now()) == InvitationStatus::Pending) else { return Ok(None) };
    let Some(email) = held.email else { return Ok(None) };
    let token = Token::of(edge, &held.key_id, &held.id)?;
    let proof = verification::secret_for_mail(edge, Kind::Invitation, &token.hash()).await?;
    let url = match proof {
        Some(proof) => token.mailed_url(edge, &email, &proof)?,
        None => token.url(edge)?,
    };
    Ok(Some(EmailContent {
        email,
        url,
        organization_name: held.organization_name,
        role: held.role,
        invited_by: held.inviter_name,
        expires_at: held.expires_at,
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
