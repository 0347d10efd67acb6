//! Which mails there are.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::outbox::{Event, EventName};

/// What a mail is about. The text is stored in events, so a name is never reused for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A code to sign up with, or [`Self::AccountExists`]. Row: verification.
    SignUpCode,
    /// Somebody signed up with, or wants to change to, an address that is taken. Never asked for: it takes another's place.
    AccountExists,
    /// Somebody wants to sign in with an address that nobody has. Never asked for: it takes another's place.
    NoAccount,
    /// A link to sign in with, or [`Self::NoAccount`]. Row: verification.
    SignInLink,
    /// A code to sign in with, or [`Self::NoAccount`]. Row: verification.
    SignInCode,
    /// A link to set a new password with, or [`Self::NoAccount`]. Row: verification.
    ResetPassword,
    /// A code to change to an address with, or [`Self::AccountExists`]. Row: verification.
    EmailCode,
    /// To the former address: there is another one. Row: verification.
    EmailChanged,
    /// To an organization. Row: invitation.
    Invitation,
    /// There is another password. Row: user.
    PasswordChanged,
    /// There is another way to sign in. Row: account.
    NewSignInMethod,
}

/// That a mail is to be sent, made from the row with that id. A row that is gone by then needs no mail.
#[must_use]
pub fn request(kind: Kind, id: &str) -> Event {
    Event {
        name: EventName::MailRequested,
        organization_id: None,
        estate_id: None,
        payload: json!({ "kind": kind, "id": id }),
    }
}

/// A mail is to be sent, made from the row with that id. A row that is gone by then needs no mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct MailRequested {
    pub kind: Kind,
    pub id: String,
}

impl MailRequested {
    #[must_use]
    pub fn new(kind: Kind, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }
}

impl crate::platform::change::Event for MailRequested {
    const NAME: &'static str = "mail:requested";
}

/// A mail that is ready to go.
pub(super) struct Mail {
    /// What it is about.
    pub kind: Kind,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}
