//! Step-up: a signed-in user confirms who they are, before operations that are declared with
//! [`StepUp`](crate::identity::scope::StepUp). Signing in counts as a confirmation.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;

use super::authenticate::MAX_PASSWORD_BYTES;
use super::verification::{self, Kind, NewVerification, Verification};
use super::{password_hash, store};
use crate::identity::mails;
use crate::identity::model::{Confirm, ConfirmationMethod, ConfirmationMethods, Confirmed, MailSent};
use crate::identity::passkeys::{self, CheckedPasskey, Purpose, RequestOptions};
use crate::identity::scope::{CONFIRMATION_MS, Caller};
use crate::identity::second_factors::{self, CheckedCode, FactorMethod, Methods};
use crate::identity::sessions;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Passed, Rule};
use crate::platform::mail::MailRequested;

const ONE_PROOF: &str = "Send a password, a passkey, a code or an emailed code, and only one of them.";

#[derive(FromJson)]
struct Credentials {
    password_hash: Option<String>,
    #[serde(flatten)]
    methods: Methods,
}

impl Credentials {
    async fn of(caller: &Caller) -> Result<Self, Error> {
        let statement = crate::bind!(store::SELECT_CONFIRMATION, caller.user_id);
        caller.edge.database()?.first(statement).await?.ok_or(Error::Unauthenticated)
    }

    /// A password confirms only users without a second factor: with it, a stolen session would remove the factor.
    const fn confirms_by_password(&self) -> bool {
        self.password_hash.is_some() && !self.methods.has_second_factor()
    }

    /// An emailed code confirms only users who have nothing else.
    const fn is_empty(&self) -> bool {
        self.password_hash.is_none() && !self.methods.has_second_factor()
    }
}

/// What the caller can confirm with, the strongest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn methods(caller: &Caller) -> Result<ConfirmationMethods, Error> {
    let credentials = Credentials::of(caller).await?;
    let available = [
        (ConfirmationMethod::Passkey, credentials.methods.has_passkey),
        (ConfirmationMethod::Code, credentials.methods.has_second_factor()),
        (ConfirmationMethod::Password, credentials.confirms_by_password()),
        (ConfirmationMethod::EmailCode, credentials.is_empty()),
    ];
    let items = available.into_iter().filter_map(|(method, is_available)| is_available.then_some(method)).collect();
    Ok(ConfirmationMethods { items })
}

/// Sends a code to the caller's address.
///
/// # Errors
/// [`Error::Conflict`] for a user with a password or a second factor; [`Error::RateLimited`] for more than five codes to
/// the address in an hour, or twenty from an IP address.
pub async fn send_code(caller: &Caller) -> Result<MailSent, Error> {
    if !Credentials::of(caller).await?.is_empty() {
        return Err(Error::Conflict("Confirm with your password or your second factor."));
    }
    let email = &caller.user_email;
    let rules = [Rule::CodeEmail(email), Rule::CodeAddress(caller.ip_address.as_deref())];
    limits::attempt(&caller.edge, &rules).await?;
    let new = NewVerification {
        subject: caller.user_id.as_ref(),
        user_id: Some(&caller.user_id),
        ..NewVerification::of_email(Kind::Confirmation, email)
    };
    let mut change = Change::new(caller);
    let created = verification::create(&mut change, &new)?;
    let after = json!({ "expiresAt": created.expires_at });
    change.audit(&AuditEvent::new("auth.sendConfirmationCode", "verification", &created.id).after(after));
    change.emit(&MailRequested::new(mails::CONFIRMATION_CODE, &created.id));
    change.commit().await?;
    Ok(MailSent { email: email.clone(), expires_at: created.expires_at })
}

/// The options for the proof of a passkey of the caller.
///
/// # Errors
/// [`Error::Database`].
pub async fn start_passkey(caller: &Caller) -> Result<RequestOptions, Error> {
    passkeys::request_options(&caller.edge, Purpose::Confirm, Some(&caller.user_id)).await
}

/// A right proof that is not yet used up.
enum Proof {
    Password,
    Passkey(CheckedPasskey),
    Code(CheckedCode),
    EmailCode(Verification),
}

impl Proof {
    fn method(&self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey(_) => "passkey",
            Self::Code(_) => "code",
            Self::EmailCode(_) => "emailCode",
        }
    }
}

/// Confirms with a password, a passkey, a code of the second factor, or an emailed code.
///
/// # Errors
/// [`Error::Validation`] for a wrong password, for any password of a user with a second factor, and unless exactly one
/// proof is given; [`Error::InvalidCode`]; [`Error::InvalidPasskey`]; [`Error::RateLimited`] after five wrong passwords or codes in fifteen minutes.
pub async fn confirm(caller: &Caller, body: &Confirm) -> Result<Confirmed, Error> {
    let (edge, session_id) = (&caller.edge, caller.session_id()?);
    let (proof, passed) = check(caller, body).await?;
    let now = edge.now();
    let mut change = Change::new(caller);
    match &proof {
        Proof::Password => {}
        Proof::Passkey(passkey) => passkey.use_up(&mut change),
        Proof::Code(code) => code.use_up(&mut change),
        Proof::EmailCode(verification) => verification.consume(&mut change),
    }
    change.run(crate::bind!(sessions::store::CONFIRM, session_id, now));
    let after = json!({ "method": proof.method() });
    change.audit(&AuditEvent::new("auth.confirm", "session", session_id).after(after));
    let committed = change.commit().await;
    committed.map_err(|error| match &proof {
        Proof::Passkey(_) => CheckedPasskey::outdated(error),
        Proof::EmailCode(_) => verification::consumed_as_invalid_code(error, "emailCode"),
        Proof::Password | Proof::Code(_) => second_factors::used_as_invalid_code(error),
    })?;
    if let Some(passed) = passed {
        passed.reset().await;
    }
    Ok(Confirmed { confirmed_until: Timestamp(now + CONFIRMATION_MS) })
}

async fn record_failure(caller: &Caller, error: Error, method: FactorMethod) -> Error {
    second_factors::record_failure(error, Change::new(caller), &caller.user_id, method).await
}

async fn check(caller: &Caller, body: &Confirm) -> Result<(Proof, Option<Passed>), Error> {
    let (edge, user_id) = (&caller.edge, caller.user_id.as_ref());
    if let (Some(body), None, None, None) = (&body.passkey, &body.password, &body.code, &body.email_code) {
        let (user_id, verification) = (Some(&caller.user_id), passkeys::Verification::Preferred);
        return match passkeys::check(edge, Purpose::Confirm, user_id, verification, body).await {
            Ok(passkey) => Ok((Proof::Passkey(passkey), None)),
            Err(error) => Err(record_failure(caller, error, FactorMethod::Passkey).await),
        };
    }
    match (&body.password, &body.code, &body.email_code) {
        _ if body.passkey.is_some() => Err(Error::field("passkey", ONE_PROOF)),
        (Some(password), None, None) => {
            let credentials = Credentials::of(caller).await?;
            if credentials.methods.has_second_factor() {
                return Err(Error::field("password", "Confirm with your second factor."));
            }
            let passed = limits::attempt(edge, &[Rule::CurrentPassword(user_id)]).await?;
            let stored = credentials.password_hash.as_deref();
            let is_right = password.len() <= MAX_PASSWORD_BYTES && password_hash::check(edge, password, stored);
            if !is_right {
                return Err(Error::field("password", "Enter your current password."));
            }
            Ok((Proof::Password, Some(passed)))
        }
        (None, Some(code), None) => {
            let passed = limits::attempt(edge, &[Rule::CurrentFactor(user_id)]).await?;
            match second_factors::check(edge, &caller.user_id, code).await {
                Ok(checked) => Ok((Proof::Code(checked), Some(passed))),
                Err(error) => Err(record_failure(caller, error, second_factors::method_of(code)).await),
            }
        }
        (None, None, Some(code)) => {
            let by = (user_id, caller.user_email.as_str());
            let verification = verification::verify_code(edge, Kind::Confirmation, by, code, "emailCode").await?;
            if !Credentials::of(caller).await?.is_empty() {
                return Err(Error::InvalidCode("emailCode"));
            }
            Ok((Proof::EmailCode(verification), None))
        }
        _ => Err(Error::field("password", ONE_PROOF)),
    }
}
