//! Signing in with a password.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UserId;

use super::start_session::start_session;
use super::{password_hash, store};
use crate::edge::Edge;
use crate::edge::text;
use crate::identity::model::{Me, SignIn};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::platform::limits::{self, Rule};

/// Longer passwords are wrong and are not hashed.
const MAX_PASSWORD_BYTES: usize = 1_024;

/// The user with an address.
#[derive(FromJson)]
pub(super) struct UserByEmail {
    pub id: UserId,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    #[serde(deserialize_with = "flag")]
    pub is_banned: bool,
    password_hash: Option<String>,
}

pub(super) async fn find_by_email(edge: &Edge, email: &str) -> Result<Option<UserByEmail>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_EMAIL, email, edge.now())).await
}

pub(super) async fn find_by_id(edge: &Edge, id: &UserId) -> Result<Option<UserByEmail>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id, edge.now())).await
}

/// Finds the user with this email address and password.
///
/// # Errors
/// [`Error::InvalidCredentials`], with the same work for an unknown address as for a wrong password;
/// [`Error::AccountBanned`] with the right password; [`Error::RateLimited`] after too many failures: see [`Rule`].
pub async fn authenticate(
    request: &BrowserRequest,
    browser: &KnownBrowser,
    email: &str,
    password: &str,
) -> Result<UserId, Error> {
    let edge = &request.edge;
    // an invalid address is handled as an unknown one
    let email = text::email("email", email).unwrap_or_default();
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
    if user.is_banned { Err(Error::AccountBanned) } else { Ok(user.id) }
}

/// Starts a session for the user with this email address and password.
///
/// # Errors
/// As [`authenticate`].
pub async fn sign_in(request: &BrowserRequest, browser: &KnownBrowser, body: &SignIn) -> Result<Me, Error> {
    let user_id = authenticate(request, browser, &body.email, &body.password).await?;
    let mut change = request.change_by(&user_id);
    let session = start_session(&mut change, request, &user_id, "auth.signIn");
    session.commit(&request.edge, change).await
}
