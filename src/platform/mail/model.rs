//! What an email consists of, and the event that asks for one.

use serde::Serialize;
use serde_json::json;
use steward_kernel::from_json::FromJson;

use crate::platform::outbox::{Event, EventName};

/// The stored names of emails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    SignUpCode,
    AccountExists,
    NoAccount,
    SignInLink,
    SignInCode,
    ResetPassword,
    EmailCode,
    EmailChanged,
    Invitation,
    PasswordChanged,
    NewSignInMethod,
}

impl Kind {
    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignUpCode => "sign_up_code",
            Self::AccountExists => "account_exists",
            Self::NoAccount => "no_account",
            Self::SignInLink => "sign_in_link",
            Self::SignInCode => "sign_in_code",
            Self::ResetPassword => "reset_password",
            Self::EmailCode => "email_code",
            Self::EmailChanged => "email_changed",
            Self::Invitation => "invitation",
            Self::PasswordChanged => "password_changed",
            Self::NewSignInMethod => "new_sign_in_method",
        }
    }
}

/// The event that asks for an email.
#[must_use]
pub fn request(kind: Kind, id: &str) -> Event {
    Event {
        name: EventName::MailRequested,
        organization_id: None,
        estate_id: None,
        payload: json!({ "kind": kind, "id": id }),
    }
}

/// Asks for an email that is composed from the row with that id.
#[derive(Debug, Serialize, FromJson)]
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

/// An email that a feature composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// What it became: another kind than was asked for when there is an account already, for example.
    pub kind: &'static str,
    /// The recipient's address.
    pub to: String,
    pub template: EmailTemplate,
}

/// An email's content, before it is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailTemplate {
    pub subject: String,
    pub parts: Vec<Part>,
}

/// A part of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// Digits to be typed.
    Code(String),
    /// The one thing to do.
    Button { label: &'static str, url: String },
    /// Small print.
    Remark(String),
}

impl Part {
    /// A greeting by name, where there is one.
    #[must_use]
    pub fn greeting(name: Option<&str>) -> Self {
        Self::Text(name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")))
    }

    #[must_use]
    pub fn text(sentence: &str) -> Self {
        Self::Text(sentence.to_owned())
    }

    #[must_use]
    pub fn remark(sentence: &str) -> Self {
        Self::Remark(sentence.to_owned())
    }
}

/// A rendered email.
pub(super) struct Mail {
    pub kind: &'static str,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}
