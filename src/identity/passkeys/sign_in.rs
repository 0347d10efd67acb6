//! Signing in with a passkey alone. The authenticator verifies the user, so it is both factors.

use steward_kernel::error::Error;

use super::assertion::{self, CheckedPasskey, Verification};
use super::ceremony::{self, Purpose};
use super::model::{PasskeyAssertion, RequestOptions};
use crate::identity::model::Me;
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::start_session;
use crate::platform::limits::{self, Rule};

/// The options for `navigator.credentials.get()`.
///
/// # Errors
/// [`Error::RateLimited`] after a hundred requests from the IP address in fifteen minutes.
pub async fn start(request: &BrowserRequest) -> Result<RequestOptions, Error> {
    limits::attempt(&request.edge, &[Rule::ProviderAddress(request.ip_address.as_deref())]).await?;
    ceremony::request_options(&request.edge, Purpose::SignIn, None).await
}

/// Starts a session for the user of the passkey.
///
/// # Errors
/// [`Error::InvalidPasskey`]; [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty wrong proofs from the IP address.
pub async fn sign_in(request: &BrowserRequest, body: &PasskeyAssertion) -> Result<Me, Error> {
    let edge = &request.edge;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let passkey = assertion::check(edge, Purpose::SignIn, None, Verification::Required, body).await?;
    if passkey.is_banned {
        return Err(Error::AccountBanned);
    }
    let mut change = request.change_by(&passkey.user_id);
    passkey.use_up(&mut change);
    let session = start_session(&mut change, request, &passkey.user_id, "auth.signInWithPasskey").await?;
    let me = session.commit(edge, change).await.map_err(CheckedPasskey::outdated)?;
    passed.reset().await;
    Ok(me)
}
