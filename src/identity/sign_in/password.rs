//! Resetting a forgotten password, and changing one.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::AccountId;
use steward_kernel::input;

use super::authenticate::{find_by_email, find_by_id};
use super::link_or_code::{Extras, send};
use super::start_session::sign_in_or_challenge;
use super::turnstile::{self, HumanAction};
use super::verification::{self, Kind};
use super::{breaches, password_hash, store};
use crate::edge::database::violates;
use crate::identity::mails;
use crate::identity::model::{EmailOnly, MailSent, PasswordReset, SignInOutcome};
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::sessions::session::revoke_all;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// Sends a link for setting a new password.
///
/// # Errors
/// [`Error::Validation`]; [`Error::HumanCheckFailed`]; [`Error::RateLimited`] for more than five emails to the address in an hour, or twenty from an
/// IP address.
pub async fn forgot(request: &BrowserRequest, body: &EmailOnly) -> Result<MailSent, Error> {
    turnstile::require(request, HumanAction::ResetPassword, body.turnstile_token.as_deref()).await?;
    let mail_and_action = (mails::RESET_PASSWORD, "auth.forgotPassword");
    send(request, Kind::ResetPassword, mail_and_action, &body.email, Extras::default()).await
}

/// Sets a password with the token of a link, ends all sessions and the open links and codes, and starts a new session, or
/// asks for the second factor. The link that a former address got also sets that address again, and unlinks what was
/// linked at providers since.
///
/// # Errors
/// [`Error::Validation`]; [`Error::InvalidCode`], also when another account has taken the former address meanwhile;
/// [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty wrong tokens from the IP address.
pub async fn reset(request: &BrowserRequest, body: &PasswordReset) -> Result<SignInOutcome, Error> {
    let edge = &request.edge;
    input::new_password("password", &body.password)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let kinds = [Kind::ResetPassword, Kind::FormerEmail];
    let verification = verification::verify_token(edge, &kinds, &body.token).await?;
    let is_restored = verification.kind == Kind::FormerEmail;
    let user = match &verification.user_id {
        Some(user_id) if is_restored => find_by_id(edge, user_id).await?,
        _ => find_by_email(edge, &verification.email).await?,
    };
    let user = user.ok_or(Error::InvalidCode("token"))?;
    if user.is_banned {
        return Err(Error::AccountBanned);
    }
    input::unobvious_password("password", &body.password, &[&verification.email])?;
    breaches::must_not_be_breached(edge, "password", &body.password).await?;
    let hash = password_hash::hash(edge, &body.password)?;
    let mut change = request.change_by(&user.id);
    if is_restored {
        verification.unlink_later_accounts(&mut change);
    }
    verification.consume(&mut change);
    if is_restored {
        change.run(crate::bind!(store::RESTORE_EMAIL, user.id, verification.email, edge.now()));
        change.run(crate::bind!(store::DELETE_EMAIL_CODES, user.id));
    }
    change.run(crate::bind!(store::DELETE_UNVERIFIED_ACCOUNTS, user.id));
    change.run(crate::bind!(store::PUT_CREDENTIAL, edge.id(AccountId::new), user.id, hash, edge.now()));
    change.run(crate::bind!(store::PROVE_EMAIL, user.id, verification.email, edge.now()));
    verification::delete_open(&mut change, &user.id, &verification.email);
    revoke_all(&mut change, &user.id, None).await?;
    change.emit(&MailRequested::new(mails::PASSWORD_CHANGED, &user.id));
    let outcome = sign_in_or_challenge(change, request, &user.into(), "auth.resetPassword").await;
    let outcome = outcome.map_err(|error| match error {
        error if violates(&error, "user.email") => Error::InvalidCode("token"),
        error => verification::consumed_as_invalid_code(error, "token"),
    })?;
    passed.reset().await;
    Ok(outcome)
}

#[derive(FromJson)]
struct PasswordRow {
    password_hash: Option<String>,
}

/// Sets the caller's password and ends all their other sessions, and the open links and codes. A caller who has a password must enter it.
///
/// # Errors
/// [`Error::Validation`] for `newPassword`, or for `currentPassword` when it is wrong; [`Error::RateLimited`] after
/// five wrong ones in fifteen minutes.
pub async fn change(caller: &Caller, current: Option<&str>, new: &str) -> Result<(), Error> {
    let edge = &caller.edge;
    input::new_password("newPassword", new)?;
    input::unobvious_password("newPassword", new, &[&caller.user_email, &caller.user_name])?;
    let statement = crate::bind!(store::SELECT_PASSWORD, caller.user_id);
    let row: Option<PasswordRow> = edge.database()?.first(statement).await?;
    let stored = row.and_then(|row| row.password_hash);
    if let Some(stored) = &stored {
        let passed = limits::attempt(edge, &[Rule::CurrentPassword(caller.user_id.as_ref())]).await?;
        if !password_hash::check(edge, current.unwrap_or_default(), Some(stored)) {
            return Err(Error::field("currentPassword", "Enter your current password."));
        }
        passed.reset().await;
    }
    breaches::must_not_be_breached(edge, "newPassword", new).await?;
    let hash = password_hash::hash(edge, new)?;
    let mut change = Change::new(caller);
    change.run(crate::bind!(store::PUT_CREDENTIAL, edge.id(AccountId::new), caller.user_id, hash, edge.now()));
    verification::delete_open(&mut change, &caller.user_id, &caller.user_email);
    revoke_all(&mut change, &caller.user_id, Some(caller.session_id()?)).await?;
    let event = AuditEvent::new("user.changePassword", "user", &caller.user_id);
    change.audit(&event.before(json!({ "hasPassword": stored.is_some() })).after(json!({ "hasPassword": true })));
    change.emit(&MailRequested::new(mails::PASSWORD_CHANGED, &caller.user_id));
    change.commit().await
}
