//! The content of an email, and the event that requests one.

use serde::Serialize;

/// Requests an email that is composed from the row with this id.
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
    /// The kind of the composed email, which can differ from the requested one, for example when the account already
    /// exists.
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
    /// A code to type.
    Code(String),
    /// The email's main action.
    Button { label: &'static str, url: String },
    /// Secondary text.
    Remark(String),
}

impl Part {
    /// A greeting, by name when it is known.
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
