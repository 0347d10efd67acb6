//! Email: rendering and transport. A feature asks for an email by the event [`MailRequested`], which names a row; the
//! consumer composes the email from that row after the commit, so that neither an address nor a code is ever in an event.
//! Which emails there are is declared in the features, by [`MailTemplate`].

pub mod consumers;
mod model;
mod render;
mod template;
mod transport;

pub use model::{Email, EmailTemplate, MailRequested, Part};
pub use render::{Rendered, render};
pub use template::{Composed, MailTemplate, MailTemplates, install};
