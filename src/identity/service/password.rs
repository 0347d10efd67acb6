//! Another password: after it was forgotten, or because somebody wants one.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::AccountId;
use steward_kernel::input;

use super::enter::enter;
use super::link_or_code::send;
use super::sign_in::by_email;
use crate::identity::model::{MailSent, Me, PasswordReset};
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::session::end_all;
use crate::identity::verification::{self, Kind};
use crate::identity::{password, store};
use crate::platform::audit::{self, Entry};
use crate::platform::limits::{self, Rule};
use crate::platform::mail;
use crate::platform::outbox;

/// Has a link sent by which a new password is set.
///
/// # Errors
/// [`Error::Validation`]; [`Error::RateLimited`] for more than five to the address in an hour, or twenty from an IP
/// address.
pub async fn forgot(request: &BrowserRequest, email: &str) -> Result<MailSent, Error> {
    let what = (mail::Kind::ResetPassword, "auth.forgotPassword");
    send(request, Kind::ResetPassword, what, email, None).await
}

/// Sets a password by the token of a link, ends all sessions, and begins a new one.
///
/// # Errors
/// [`Error::Validation`]; [`Error::InvalidCode`]; [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty wrong
/// tokens from the IP address.
pub async fn reset(request: &BrowserRequest, body: &PasswordReset) -> Result<Me, Error> {
    let edge = &request.edge;
    input::new_password("password", &body.password)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let proof = verification::find_token(edge, Kind::ResetPassword, &body.token).await?;
    let account = by_email(edge, &proof.email).await?.ok_or(Error::InvalidCode("token"))?;
    if account.is_banned {
        return Err(Error::AccountBanned);
    }
    let hash = password::hash(&body.password, edge.random())?;
    let ending = end_all(edge, &account.id, None).await?;
    let told = mail::request(mail::Kind::PasswordChanged, account.id.as_ref());
    let recorded = outbox::record(edge, ending.events.into_iter().chain([told]).collect());
    let mut statements = proof.consume();
    statements.push(crate::bind!(store::PUT_CREDENTIAL, edge.id(AccountId::new), account.id, hash, edge.now()));
    statements.push(crate::bind!(store::VERIFY_EMAIL, account.id, proof.email, edge.now()));
    statements.push(ending.statement);
    statements.extend(recorded.statements.iter().cloned());
    let entrance = enter(request, &account.id, None, "auth.resetPassword");
    let me = entrance.commit(request, statements).await.map_err(|error| verification::refused(error, "token"))?;
    passed.forget().await;
    outbox::dispatch(edge, recorded);
    Ok(me)
}

#[derive(Deserialize)]
struct PasswordRow {
    password_hash: Option<String>,
}

/// Sets a password for the caller and ends all their other sessions. Whoever has one must know it.
///
/// # Errors
/// [`Error::Validation`] for `newPassword`, or for `currentPassword` when it is not right; [`Error::RateLimited`] after
/// five wrong ones in fifteen minutes.
pub async fn change(caller: &Caller, current: Option<&str>, new: &str) -> Result<(), Error> {
    let edge = &caller.edge;
    input::new_password("newPassword", new)?;
    let statement = crate::bind!(store::SELECT_PASSWORD, caller.user_id);
    let row: Option<PasswordRow> = edge.database()?.first(statement).await?;
    let stored = row.and_then(|row| row.password_hash);
    if let Some(stored) = &stored {
        let passed = limits::attempt(edge, &[Rule::SignInAccount(&caller.user_email)]).await?;
        if !password::verify(current.unwrap_or_default(), Some(stored)) {
            return Err(Error::field("currentPassword", "This is not your password."));
        }
        passed.forget().await;
    }
    let hash = password::hash(new, edge.random())?;
    let ending = end_all(edge, &caller.user_id, Some(caller.session_id()?)).await?;
    let told = mail::request(mail::Kind::PasswordChanged, caller.user_id.as_ref());
    let recorded = outbox::record(edge, ending.events.into_iter().chain([told]).collect());
    let entry = Entry {
        action: "user.changePassword",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: caller.user_id.as_ref(),
        detail: json!({ "before": { "hasPassword": stored.is_some() }, "after": { "hasPassword": true } }),
    };
    let mut statements = vec![
        crate::bind!(store::PUT_CREDENTIAL, edge.id(AccountId::new), caller.user_id, hash, edge.now()),
        ending.statement,
        audit::record(edge, &caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}
