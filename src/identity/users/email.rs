//! Another address, or one's own proven: a code goes there, and the address changes when it comes back.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::input;

use super::profile::changed;
use super::store;
use crate::edge::database::{assert_changed, violates};
use crate::identity::scope::Caller;
use crate::identity::verification::{self, Kind, Wanted};
use crate::identity::{self, MailSent, User};
use crate::platform::audit::{self, Entry};
use crate::platform::limits::{self, Rule};
use crate::platform::mail;
use crate::platform::outbox;

/// Has a code sent to an address. Whether somebody has the address already changes nothing here; only the mail says it.
///
/// # Errors
/// [`Error::ActingForSomebody`]; [`Error::Validation`]; [`Error::RateLimited`] for more than five codes to the address
/// in an hour, or twenty from an IP address.
pub async fn change(caller: &Caller, email: &str) -> Result<MailSent, Error> {
    caller.must_be_the_user()?;
    let edge = &caller.edge;
    let email = input::email("email", email)?;
    if email == caller.user_email && caller.user_email_verified {
        return Err(Error::field("email", "This is your address already."));
    }
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(caller.ip_address.as_deref())];
    limits::attempt(edge, &rules).await?;
    let wanted = Wanted {
        kind: Kind::ChangeEmail,
        subject: caller.user_id.as_ref(),
        email: &email,
        user_id: Some(&caller.user_id),
        return_url: None,
        content: None,
    };
    let made = verification::make(edge, &wanted)?;
    let entry = Entry {
        action: "user.changeEmail",
        organization_id: None,
        estate_id: None,
        resource_type: "verification",
        resource_id: made.id.as_ref(),
        detail: json!({}),
    };
    let recorded = outbox::record(edge, vec![mail::request(mail::Kind::EmailCode, made.id.as_ref())]);
    let mut statements = vec![made.statement, audit::record(edge, &caller.origin(), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(MailSent { email, expires_at: made.expires_at })
}

/// Changes to the address that the code was sent to. The former one is told.
///
/// # Errors
/// [`Error::ActingForSomebody`]; [`Error::InvalidCode`], also when somebody else has the address by now.
pub async fn verify(caller: &Caller, code: &str) -> Result<User, Error> {
    caller.must_be_the_user()?;
    let edge = &caller.edge;
    let proof = verification::try_code(edge, Kind::ChangeEmail, caller.user_id.as_ref(), code, "code").await?;
    let mut events = changed(edge, &caller.user_id).await?;
    let mut statements = proof.consume();
    statements.push(crate::bind!(store::UPDATE_EMAIL, caller.user_id, proof.email, edge.now(), caller.user_email));
    statements.push(assert_changed());
    if proof.email != caller.user_email {
        let former = Wanted {
            kind: Kind::FormerEmail,
            subject: &caller.user_email,
            email: &caller.user_email,
            user_id: Some(&caller.user_id),
            return_url: None,
            content: None,
        };
        let former = verification::make(edge, &former)?;
        events.push(mail::request(mail::Kind::EmailChanged, former.id.as_ref()));
        statements.push(former.statement);
    }
    let entry = Entry {
        action: "user.verifyEmail",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: caller.user_id.as_ref(),
        detail: json!({
            "before": { "email": caller.user_email, "emailVerified": caller.user_email_verified },
            "after": { "email": proof.email, "emailVerified": true },
        }),
    };
    let recorded = outbox::record(edge, events);
    statements.push(audit::record(edge, &caller.origin(), &entry));
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await.map_err(|error| {
        if violates(&error, "user.email") { Error::InvalidCode("code") } else { verification::refused(error, "code") }
    })?;
    outbox::dispatch(edge, recorded);
    identity::service::user(edge, &caller.user_id).await
}
