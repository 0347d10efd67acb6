//! Signing in with a password.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UserId;

use super::start_session::sign_in_or_challenge;
use super::turnstile::{self, HumanAction};
use super::{password_hash, store};
use crate::edge::Edge;
use crate::edge::text;
use crate::identity::model::{SignIn, SignInOutcome};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::platform::limits::{self, Rule};

/// Longer passwords are wrong and are not hashed.
pub(super) const MAX_PASSWORD_BYTES: usize = 1_024;

/// The user with an address.
#[derive(FromJson)]
pub(super) struct UserByEmail {
    pub id: UserId,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    #[serde(deserialize_with = "flag")]
    pub is_banned: bool,
    #[serde(deserialize_with = "flag")]
    pub has_second_factor: bool,
    password_hash: Option<String>,
}

pub(super) async fn find_by_email(edge: &Edge, email: &str) -> Result<Option<UserByEmail>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_EMAIL, email, edge.now())).await
}

pub(super) async fn find_by_id(edge: &Edge, id: &UserId) -> Result<Option<UserByEmail>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id, edge.now())).await
}

/// A user who has proven a first factor.
#[derive(Debug, Clone)]
pub struct Authenticated {
    pub user_id: UserId,
    /// Whether the user still has to prove a second one.
    pub has_second_factor: bool,
}

impl From<UserByEmail> for Authenticated {
    fn from(user: UserByEmail) -> Self {
        Self { user_id: user.id, has_second_factor: user.has_second_factor }
    }
}

/// Finds the user with this email address and password.
///
/// # Errors
/// [`Error::HumanCheckFailed`]; [`Error::InvalidCredentials`], with the same work for an unknown address as for a wrong password;
/// [`Error::AccountBanned`] with the right password; [`Error::RateLimited`] after too many failures: see [`Rule`].
pub async fn authenticate(
    request: &BrowserRequest,
    browser: &KnownBrowser,
    body: &SignIn,
) -> Result<Authenticated, Error> {
    turnstile::require(request, HumanAction::SignIn, body.turnstile_token.as_deref()).await?;
    let edge = &request.edge;
    let password = &body.password;
    // an invalid address is handled as an unknown one
    let email = text::email("email", &body.email).unwrap_or_default();
    let address = request.ip_address.as_deref();
    let known = browser.id_for(edge, &email);
    let passed = match known.as_deref() {
        Some(id) => limits::attempt(edge, &[Rule::SignInBrowser(&email, id), Rule::SignInAddress(address)]).await?,
        None => {
            let rules =
                [Rule::SignInAccount(&email, address), Rule::SignInEverywhere(&email), Rule::SignInAddress(address)];
            limits::attempt(edge, &rules).await?
        }
    };
    let user = find_by_email(edge, &email).await?;
    let stored = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let is_right = password.len() <= MAX_PASSWORD_BYTES && password_hash::check(edge, password, stored);
    let user = user.filter(|_| is_right).ok_or(Error::InvalidCredentials)?;
    passed.reset().await;
    if user.is_banned { Err(Error::AccountBanned) } else { Ok(user.into()) }
}

/// Starts a session for the user with this email address and password, or asks for the second factor.
///
/// # Errors
/// As [`authenticate`].
pub async fn sign_in(request: &BrowserRequest, browser: &KnownBrowser, body: &SignIn) -> Result<SignInOutcome, Error> {
    let user = authenticate(request, browser, body).await?;
    sign_in_or_challenge(request.change_by(&user.user_id), request, &user, "auth.signIn").await
}
