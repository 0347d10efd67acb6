//! The registry of emails. Features declare the emails that they send.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;

use super::model::Email;
use crate::edge::Edge;
use crate::platform::outbox::ConsumerError;

/// A composed email; `None` when its row is deleted, used or expired.
pub type Composed = Result<Option<Email>, ConsumerError>;

/// A declared email.
#[derive(Debug, Clone, Copy)]
pub struct MailTemplate {
    /// The `kind` of [`super::MailRequested`]. It is stored, so a name is never reused for another email.
    pub kind: &'static str,
    /// Composes the email from the current row with this id.
    pub compose: fn(Edge, String) -> LocalBoxFuture<'static, Composed>,
}

/// Declares an email: `mail_template!(INVITATION, compose)`, where `compose` is an
/// `async fn(&Edge, &str) -> Composed`.
#[macro_export]
macro_rules! mail_template {
    ($kind:expr, $compose:path) => {
        $crate::platform::mail::MailTemplate {
            kind: $kind,
            compose: |edge, id| Box::pin(async move { $compose(&edge, &id).await }),
        }
    };
}

/// The emails of all domains.
pub type MailTemplates = &'static [&'static [MailTemplate]];

static TEMPLATES: OnceLock<MailTemplates> = OnceLock::new();

/// Installs the emails, once per isolate.
pub fn install(templates: MailTemplates) {
    // every entry point installs the same
    let _ = TEMPLATES.set(templates);
}

pub(super) fn named(kind: &str) -> Option<&'static MailTemplate> {
    let all = TEMPLATES.get().copied().unwrap_or_default();
    all.iter().copied().flatten().find(|template| template.kind == kind)
}
