//! Signing in by password.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;
use steward_kernel::input;

use super::enter::enter;
use crate::edge::Edge;
use crate::edge::database::flag;
use crate::identity::model::{Me, SignIn};
use crate::identity::scope::BrowserRequest;
use crate::identity::{password, store};
use crate::platform::limits::{self, Rule};

/// Passwords that are longer are nobody's, bytes.
const LONGEST: usize = 1_024;

/// Who has an address.
#[derive(Deserialize)]
pub(super) struct Account {
    pub id: UserId,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    #[serde(deserialize_with = "flag")]
    pub is_banned: bool,
    password_hash: Option<String>,
}

pub(super) async fn by_email(edge: &Edge, email: &str) -> Result<Option<Account>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_EMAIL, email, edge.now())).await
}

/// Who knows the password of an address.
///
/// # Errors
/// [`Error::InvalidCredentials`], after as much work for an unknown address as for a wrong password;
/// [`Error::AccountBanned`] after the right one; [`Error::RateLimited`] after five failures for the account or twenty
/// from the address in fifteen minutes.
pub async fn authenticate(request: &BrowserRequest, email: &str, password: &str) -> Result<UserId, Error> {
    let edge = &request.edge;
    // what is no address belongs to nobody; which of the two it is, is not said
    let email = input::email("email", email).unwrap_or_default();
    let rules = [Rule::SignInAccount(&email), Rule::SignInAddress(request.ip_address.as_deref())];
    let passed = limits::attempt(edge, &rules).await?;
    let account = by_email(edge, &email).await?;
    let stored = account.as_ref().and_then(|found| found.password_hash.as_deref());
    let right = password.len() <= LONGEST && password::verify(password, stored);
    let account = account.filter(|_| right).ok_or(Error::InvalidCredentials)?;
    passed.forget().await;
    if account.is_banned { Err(Error::AccountBanned) } else { Ok(account.id) }
}

/// Makes a session for whoever knows the password.
///
/// # Errors
/// As [`authenticate`].
pub async fn sign_in(request: &BrowserRequest, body: &SignIn) -> Result<Me, Error> {
    let user_id = authenticate(request, &body.email, &body.password).await?;
    enter(request, &user_id, None, "auth.signIn").commit(request, Vec::new()).await
}
