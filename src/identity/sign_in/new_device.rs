//! The notice about a sign-in with a browser that the account does not know. Its link rejects the sign-in.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::time::Timestamp;

use super::store;
use super::verification::{self, Kind, NewVerification};
use crate::identity::mails;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::describe_device;
use crate::platform::change::Change;
use crate::platform::mail::MailRequested;

#[derive(FromJson)]
struct Row {
    email: String,
    browsers_known_from: Option<i64>,
}

/// A sign-in with an unknown browser, as the email describes it.
#[derive(Debug, Clone, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct NewDevice {
    /// What the user signed in with: "a passkey".
    pub method: String,
    /// "Firefox on Windows".
    pub device: String,
    pub ip_address: Option<String>,
    /// City and country of the IP address.
    pub location: Option<String>,
    /// In milliseconds since 1970.
    pub signed_in_at: i64,
}

impl NewDevice {
    /// `2026-01-31 12:00 UTC`.
    #[must_use]
    pub fn time(&self) -> String {
        let time: String = Timestamp(self.signed_in_at).to_string().chars().take("2026-01-31T12:00".len()).collect();
        format!("{} UTC", time.replace('T', " "))
    }

    /// The IP address and where it is, as far as they are known.
    #[must_use]
    pub fn source(&self) -> String {
        match (&self.ip_address, &self.location) {
            (Some(address), Some(location)) => format!("{address} ({location})"),
            (Some(address), None) => address.clone(),
            (None, _) => "unknown".to_owned(),
        }
    }
}

/// Adds the email to the change that starts a session, unless the user has signed in with the browser before. Returns the
/// user's address.
///
/// # Errors
/// [`Error::Unauthenticated`] when the user was deleted meanwhile.
pub(in crate::identity) async fn notify(
    change: &mut Change,
    request: &BrowserRequest,
    user_id: &UserId,
    session_id: &SessionId,
    method: &str,
) -> Result<String, Error> {
    let edge = &request.edge;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_KNOWN_BROWSERS, user_id)).await?;
    let Row { email, browsers_known_from } = row.ok_or(Error::Unauthenticated)?;
    if request.known_browser.is_known_since(edge, &email, browsers_known_from) {
        return Ok(email);
    }
    let content = NewDevice {
        method: method.to_owned(),
        device: describe_device(&request.user_agent),
        ip_address: request.ip_address.clone(),
        location: request.location.clone(),
        signed_in_at: edge.now(),
    };
    let content = serde_json::to_string(&content).map_err(Error::internal)?;
    let new = NewVerification {
        subject: session_id.as_ref(),
        user_id: Some(user_id),
        content: Some(&content),
        ..NewVerification::of_email(Kind::NewDevice, &email)
    };
    let created = verification::create(change, &new)?;
    change.emit(&MailRequested::new(mails::NEW_DEVICE, &created.id));
    Ok(email)
}

/// What a user signs in with by an operation, for the email.
pub(super) fn method_of(action: &str) -> &'static str {
    match action {
        "auth.signIn" => "your password",
        "auth.verifyCode" => "a code from an email",
        "auth.verifyLink" => "a link from an email",
        "auth.resetPassword" => "a link that set a new password",
        "auth.signInWithPasskey" => "a passkey",
        _ => "a second factor",
    }
}
