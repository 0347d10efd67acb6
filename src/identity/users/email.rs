//! Changing or verifying an account's email address with a code that is sent to it.

use serde_json::json;
use steward_kernel::error::Error;

use super::events::emit_user_changed;
use super::store;
use super::user::user;
use crate::edge::database::violates;
use crate::edge::text;
use crate::identity::mails;
use crate::identity::scope::Caller;
use crate::identity::sessions::known_browser;
use crate::identity::sessions::session::revoke_all;
use crate::identity::sign_in::verification::{self, Kind, NewVerification};
use crate::identity::{MailSent, User};
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// Sends a code to an address. The request takes the same steps whether or not the address is taken; only the email
/// differs.
///
/// # Errors
/// [`Error::Validation`]; [`Error::RateLimited`] for more than five codes to
/// the address in an hour, or twenty from an IP address.
pub async fn change(caller: &Caller, email: &str) -> Result<MailSent, Error> {
    let email = text::email("email", email)?;
    if email == caller.user_email && caller.user_email_verified {
        return Err(Error::field("email", "This is already your email address."));
    }
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(caller.ip_address.as_deref())];
    limits::attempt(&caller.edge, &rules).await?;
    let new = NewVerification {
        subject: caller.user_id.as_ref(),
        user_id: Some(&caller.user_id),
        ..NewVerification::of_email(Kind::ChangeEmail, &email)
    };
    let mut change = Change::new(caller);
    let created = verification::create(&mut change, &new)?;
    let after = json!({ "expiresAt": created.expires_at });
    change.audit(&AuditEvent::new("user.changeEmail", "verification", &created.id).after(after));
    change.emit(&MailRequested::new(mails::EMAIL_CODE, &created.id));
    change.commit().await?;
    Ok(MailSent { email, expires_at: created.expires_at })
}

/// Changes the address to the one that the code was sent to, ends the caller's other sessions, and notifies the former
/// address with a link that undoes it.
///
/// # Errors
/// [`Error::InvalidCode`], also when another account has taken the address
/// meanwhile.
pub async fn verify(caller: &Caller, code: &str) -> Result<User, Error> {
    let edge = &caller.edge;
    let subject = caller.user_id.as_ref();
    let verification =
        verification::verify_code(edge, Kind::ChangeEmail, (subject, &caller.user_email), code, "code").await?;
    let email = &verification.email;
    let mut change = Change::new(caller);
    verification.consume(&mut change);
    change.must_change(crate::bind!(store::UPDATE_EMAIL, caller.user_id, email, edge.now(), caller.user_email));
    emit_user_changed(&mut change, &caller.user_id).await?;
    if *email != caller.user_email {
        let former = NewVerification {
            user_id: Some(&caller.user_id),
            ..NewVerification::of_email(Kind::FormerEmail, &caller.user_email)
        };
        let former = verification::create(&mut change, &former)?;
        change.emit(&MailRequested::new(mails::EMAIL_CHANGED, &former.id));
        revoke_all(&mut change, &caller.user_id, Some(caller.session_id()?)).await?;
    }
    change.audit(
        &AuditEvent::new("user.verifyEmail", "user", &caller.user_id)
            .before(json!({ "email": caller.user_email, "emailVerified": caller.user_email_verified }))
            .after(json!({ "email": email, "emailVerified": true })),
    );
    change.commit().await.map_err(|error| {
        if violates(&error, "user.email") {
            Error::InvalidCode("code")
        } else {
            verification::consumed_as_invalid_code(error, "code")
        }
    })?;
    known_browser::remember(edge, email);
    user(edge, &caller.user_id).await
}
