//! What an email consists of, and the event that asks for one.

use serde::Serialize;

/// Asks for an email that is composed from the row with that id.
#[derive(Debug, Serialize)]
pub struct MailRequested {
    /// See [`super::MailTemplate::kind`].
    kind: &'static str,
    id: String,
}

impl MailRequested {
    #[must_use]
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
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
