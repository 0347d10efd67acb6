//! Setting up and removing an authenticator app, and its backup codes.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{TotpFactorId, UserId};
use steward_kernel::time::{HOUR, Timestamp};

use super::code::{self, CheckedCode, Methods, TotpRow, associated_data};
use super::model::{BackupCodes, SecondFactors, Totp, TotpSetUp};
use super::{backup_codes, store, totp};
use crate::edge::Edge;
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::identity::sign_in::{challenge, verification};
use crate::identity::{mails, passkeys};
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Passed, Rule};
use crate::platform::mail::MailRequested;

/// How long a new secret can be confirmed.
const CONFIRMATION_MS: i64 = HOUR;

#[derive(FromJson)]
struct Count {
    count: u32,
}

/// A user's second factors.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(edge: &Edge, user_id: &UserId) -> Result<SecondFactors, Error> {
    let statements = vec![crate::bind!(store::SELECT_TOTP, user_id), crate::bind!(store::COUNT_BACKUP_CODES, user_id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let row: Option<TotpRow> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let count: Option<Count> = outcomes.get(1).map(Outcome::first).transpose()?.flatten();
    let totp = row.and_then(|row| {
        let created_at = row.confirmed_at?;
        Some(Totp { created_at: Timestamp(created_at), last_used_at: row.last_used_at.map(Timestamp) })
    });
    let passkeys = passkeys::list(edge, user_id).await?;
    Ok(SecondFactors { totp, passkeys, backup_codes_left: count.map_or(0, |row| row.count) })
}

/// Creates a secret for an authenticator app. It replaces one that was not confirmed.
///
/// # Errors
/// [`ConflictCode::TotpExists`]; [`Error::Conflict`] while the email address is not verified: its owner could not
/// take the account back.
pub async fn set_up(caller: &Caller) -> Result<TotpSetUp, Error> {
    if !caller.user_email_verified {
        return Err(Error::Conflict("Verify your email address first."));
    }
    let edge = &caller.edge;
    let (id, now) = (edge.id(TotpFactorId::new), edge.now());
    let secret = totp::base32(&edge.random::<{ totp::SECRET_BYTES }>());
    let sealed =
        edge.key_ring()?.seal(associated_data(id.as_ref()), &secret, edge.random()).map_err(Error::internal)?;
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::PUT_TOTP, id, caller.user_id, sealed, now));
    change.audit(&AuditEvent::new("user.setUpTotp", "totp_factor", &id).after(json!({ "isConfirmed": false })));
    change
        .commit()
        .await
        .map_err(|error| if is_precondition_failed(&error) { ConflictCode::TotpExists.into() } else { error })?;
    Ok(TotpSetUp { uri: totp::uri(&caller.user_email, &secret), secret, expires_at: Timestamp(now + CONFIRMATION_MS) })
}

/// Makes the authenticator app count, with a first code of it. Returns the backup codes.
///
/// # Errors
/// [`Error::InvalidCode`], also without a secret to confirm; [`Error::RateLimited`] after five wrong codes in fifteen
/// minutes.
pub async fn confirm(caller: &Caller, typed: &str) -> Result<BackupCodes, Error> {
    let (edge, user_id) = (&caller.edge, &caller.user_id);
    let invalid = || Error::InvalidCode("code");
    let passed = attempt(caller).await?;
    let now = edge.now();
    let row = TotpRow::find(edge, user_id).await?;
    let row = row.filter(|row| row.confirmed_at.is_none() && row.created_at > now - CONFIRMATION_MS);
    let (row, code) = row.zip(totp::parse_code(typed)).ok_or_else(invalid)?;
    let step = row.step_of(edge, code).await?.ok_or_else(invalid)?;
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::CONFIRM_TOTP, row.id, step, now));
    let codes = backup_codes::replace(&mut change, user_id);
    let event = AuditEvent::new("user.confirmTotp", "totp_factor", &row.id);
    change.audit(&event.before(json!({ "isConfirmed": false })).after(json!({ "isConfirmed": true })));
    end_open_sign_ins(&mut change, caller);
    change.emit(&MailRequested::new(mails::SECOND_FACTOR_ADDED, user_id));
    change.commit().await.map_err(code::used_as_invalid_code)?;
    passed.reset().await;
    Ok(BackupCodes { backup_codes: codes })
}

/// Removes the authenticator app, with a code of it or a backup code. With the last second factor, the backup codes end.
///
/// # Errors
/// [`Error::InvalidCode`]; [`Error::RateLimited`] after five wrong codes in fifteen minutes.
pub async fn remove(caller: &Caller, typed: &str) -> Result<(), Error> {
    let user_id = &caller.user_id;
    let (passed, checked) = check(caller, typed).await?;
    let mut change = Change::new(caller);
    checked.use_up(&mut change);
    change.must_change(crate::bind!(store::DELETE_TOTP, user_id));
    end_backup_codes(&mut change, user_id);
    let event = AuditEvent::new("user.removeTotp", "user", user_id);
    change.audit(&event.before(json!({ "isConfirmed": true, "method": checked.method() })));
    end_open_sign_ins(&mut change, caller);
    change.emit(&MailRequested::new(mails::SECOND_FACTOR_REMOVED, user_id));
    change.commit().await.map_err(code::used_as_invalid_code)?;
    passed.reset().await;
    Ok(())
}

/// Replaces the backup codes by new ones, with a code of the authenticator app or an old backup code.
///
/// # Errors
/// As [`remove`].
pub async fn replace_backup_codes(caller: &Caller, typed: &str) -> Result<BackupCodes, Error> {
    let user_id = &caller.user_id;
    let (passed, checked) = check(caller, typed).await?;
    let left = list(&caller.edge, user_id).await?.backup_codes_left;
    let mut change = Change::new(caller);
    checked.use_up(&mut change);
    let backup_codes = backup_codes::replace(&mut change, user_id);
    let event = AuditEvent::new("user.replaceBackupCodes", "user", user_id).before(json!({ "count": left }));
    change.audit(&event.after(json!({ "count": backup_codes.len(), "method": checked.method() })));
    change.commit().await.map_err(code::used_as_invalid_code)?;
    passed.reset().await;
    Ok(BackupCodes { backup_codes })
}

/// Adds backup codes for the first second factor of a user, to the change that adds the factor. Returns `None` when it is
/// not the first.
///
/// # Errors
/// [`Error::Database`].
pub async fn first_backup_codes(change: &mut Change, user_id: &UserId) -> Result<Option<Vec<String>>, Error> {
    let methods: Option<Methods> = change.edge().database()?.first(Methods::statement(user_id)).await?;
    let is_first = methods.is_some_and(|methods| !methods.has_second_factor());
    Ok(is_first.then(|| backup_codes::replace(change, user_id)))
}

/// Adds the end of a user's backup codes, when no second factor is left.
pub fn end_backup_codes(change: &mut Change, user_id: &UserId) {
    change.run(crate::bind!(store::DELETE_LONE_BACKUP_CODES, user_id));
}

async fn attempt(caller: &Caller) -> Result<Passed, Error> {
    limits::attempt(&caller.edge, &[Rule::CurrentFactor(caller.user_id.as_ref())]).await
}

async fn check(caller: &Caller, typed: &str) -> Result<(Passed, CheckedCode), Error> {
    let passed = attempt(caller).await?;
    match code::check(&caller.edge, &caller.user_id, typed).await {
        Ok(checked) => Ok((passed, checked)),
        Err(error) => {
            let method = code::method_of(typed);
            Err(code::record_failure(error, Change::new(caller), &caller.user_id, method).await)
        }
    }
}

/// Ends what was sent or begun before the factors changed: links and codes that sign in, and sign-ins that wait for a
/// second factor.
pub fn end_open_sign_ins(change: &mut Change, caller: &Caller) {
    verification::delete_open(change, &caller.user_id, &caller.user_email);
    challenge::delete_all(change, &caller.user_id);
}
