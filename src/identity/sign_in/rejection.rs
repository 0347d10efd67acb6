//! Rejecting a sign-in with the link of the email about it.

use serde_json::json;
use steward_kernel::error::Error;

use super::authenticate::find_by_email;
use super::store;
use super::verification::{self, Kind, NewVerification};
use crate::identity::mails;
use crate::identity::model::{MailSent, SignInRejected};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::session::revoke_all;
use crate::platform::change::AuditEvent;
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// Ends all sessions of the account, and with them the approvals of devices; forgets its known browsers; and sends a link
/// that sets a new password, unless the account has another address by now. It signs nobody in.
///
/// # Errors
/// [`Error::InvalidCode`]; [`Error::RateLimited`] after twenty wrong tokens from the IP address.
pub async fn reject(request: &BrowserRequest, token: &str) -> Result<SignInRejected, Error> {
    let edge = &request.edge;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let verification = verification::verify_token(edge, &[Kind::NewDevice], token).await?;
    let user_id = verification.user_id.clone().ok_or(Error::InvalidCode("token"))?;
    let email = &verification.email;
    let mut change = request.change_by(&user_id);
    verification.consume(&mut change);
    change.run(crate::bind!(store::FORGET_BROWSERS, user_id, edge.now()));
    let session_ids = revoke_all(&mut change, &user_id, None).await?;
    let is_current = find_by_email(edge, email).await?.is_some_and(|user| user.id == user_id);
    let mut password_reset = None;
    if is_current {
        let created = verification::create(&mut change, &NewVerification::of_email(Kind::ResetPassword, email))?;
        change.emit(&MailRequested::new(mails::RESET_PASSWORD, &created.id));
        password_reset = Some(MailSent { email: email.clone(), expires_at: created.expires_at });
    }
    let event = AuditEvent::new("auth.rejectSignIn", "user", &user_id);
    change.audit(&event.before(json!({ "sessionIds": session_ids })).after(json!({ "sessionIds": [] })));
    change.commit().await.map_err(|error| verification::consumed_as_invalid_code(error, "token"))?;
    passed.reset().await;
    Ok(SignInRejected { password_reset })
}
