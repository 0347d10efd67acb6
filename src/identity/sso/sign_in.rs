//! The users of identities, and the session at the end of a sign-in.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, OrganizationId, SsoConnectionId, UserId};
use steward_kernel::input;

use super::SsoIdentity;
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::identity::mails;
use crate::identity::oauth::login::SignInStep;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::session::{revoke_all, revoke_by_sso};
use crate::identity::sign_in::{challenge, start_sso_session, store as sign_in};
use crate::identity::store::INSERT_USER;
use crate::platform::change::{Change, Tenant};
use crate::platform::mail::MailRequested;

/// A user who may be the person at the provider.
#[derive(FromJson)]
pub struct KnownUser {
    pub user_id: UserId,
    /// Lower case.
    pub email: String,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    #[serde(deserialize_with = "flag")]
    pub is_bot: bool,
    #[serde(deserialize_with = "flag")]
    pub is_banned: bool,
    #[serde(deserialize_with = "flag")]
    pub has_second_factor: bool,
    /// Whether the user is linked to an identity at the provider of this connection.
    #[serde(deserialize_with = "flag")]
    pub is_linked: bool,
}

/// The users who may be the person at the provider.
pub struct KnownUsers {
    /// The one who is linked to the identity.
    pub linked: Option<KnownUser>,
    /// The one with the address.
    pub addressed: Option<KnownUser>,
}

fn account_id(connection_id: &SsoConnectionId, subject: &str) -> String {
    format!("{connection_id} {subject}")
}

/// Finds the users who may be the person at the provider.
///
/// # Errors
/// [`Error::Database`].
pub async fn find_users(
    edge: &Edge,
    connection_id: &SsoConnectionId,
    identity: &SsoIdentity,
) -> Result<KnownUsers, Error> {
    let now = edge.now();
    let account_id = account_id(connection_id, &identity.subject);
    let statements = vec![
        crate::bind!(store::SELECT_LINKED, account_id, now, connection_id),
        crate::bind!(store::SELECT_ADDRESSED, identity.email, now, connection_id),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let user = |index: usize| outcomes.get(index).map(Outcome::first).transpose().map(Option::flatten);
    Ok(KnownUsers { linked: user(0)?, addressed: user(1)? })
}

/// Adds a user with the identity's address to a change. The user has no organization yet. Whether sign-up is open plays no
/// part in it: the organization that has verified the domain decides.
pub fn create_user(change: &mut Change, user_id: &UserId, email: &str, name: Option<&str>) {
    let given = name.map(|name| name.chars().take(100).collect::<String>());
    let named = given.and_then(|name| input::name("name", &name).ok());
    let name = named.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let now = change.edge().now();
    change.run(crate::bind!(INSERT_USER, user_id, name, email, 1, 1, now));
}

/// Links the identity to a user, whose address it proves. When the address was not verified before, the other ways to sign
/// in and the sessions are deleted: another person may have signed up with the address.
///
/// # Errors
/// [`Error::Database`].
pub async fn link(
    change: &mut Change,
    connection_id: &SsoConnectionId,
    identity: &SsoIdentity,
    known: Option<&KnownUser>,
    user_id: &UserId,
) -> Result<(), Error> {
    let (id, now) = (change.edge().id(AccountId::new), change.edge().now());
    if let Some(known) = known {
        if !known.email_verified {
            change.run(crate::bind!(sign_in::DELETE_UNVERIFIED_ACCOUNTS, user_id));
            revoke_all(change, user_id, None).await?;
        }
        change.run(crate::bind!(sign_in::PROVE_EMAIL, user_id, known.email, now));
        change.emit(&MailRequested::new(mails::NEW_SIGN_IN_METHOD, &id));
    }
    let account_id = account_id(connection_id, &identity.subject);
    // a user who has another address meanwhile is not linked
    change.must_change(crate::bind!(store::INSERT_ACCOUNT, id, user_id, account_id, identity.email, now));
    Ok(())
}

/// Removes a user's links to the connection of an organization that they are no member of any more: somebody else may have
/// the address later.
pub fn unlink_former_member(change: &mut Change, organization_id: &OrganizationId, user_id: &UserId) {
    change.run(crate::bind!(store::DELETE_ACCOUNTS_OF_FORMER_MEMBER, user_id, organization_id));
}

/// Commits the sign-in: with a session, or with a challenge for a user who has a second factor of their own. The provider is
/// the authority for the address only: the second factor protects all of the user's organizations.
///
/// # Errors
/// [`Error::Database`]; nothing is written.
pub async fn commit(
    mut change: Change,
    request: &BrowserRequest,
    (user_id, has_second_factor): (&UserId, bool),
    connection_id: &SsoConnectionId,
    action: &'static str,
) -> Result<SignInStep, Error> {
    change.set_tenant(Tenant::NONE);
    if has_second_factor {
        challenge::commit_by(change, user_id, action, Some(connection_id)).await?;
        return Ok(SignInStep::SecondFactor);
    }
    let session = start_sso_session(&mut change, request, user_id, connection_id, action);
    session.commit(&request.edge, change).await?;
    Ok(SignInStep::SignedIn)
}

/// Whether another request was faster. The next attempt then finds its rows.
#[must_use]
pub fn is_lost_race(error: &Error) -> bool {
    violates(error, "account.provider_id") || violates(error, "user.email") || is_precondition_failed(error)
}

/// Adds the end of a user's sessions that were started with a connection to a change, which has no tenant afterwards.
///
/// # Errors
/// [`Error::Database`].
pub async fn end_sessions(change: &mut Change, user_id: &UserId, connection_id: &SsoConnectionId) -> Result<(), Error> {
    change.set_tenant(Tenant::NONE);
    revoke_by_sso(change, user_id, connection_id).await
}
