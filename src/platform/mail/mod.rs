//! Email: rendering and transport. A feature requests an email with the event [`MailRequested`], which contains the id
//! of a row; the consumer composes the email from that row after the commit, so that an event never contains an address
//! or a code. Features declare their emails as [`MailTemplate`]s.

pub mod consumers;
mod model;
mod render;
mod template;
mod transport;

pub use model::{Email, EmailTemplate, MailRequested, Part};
pub use render::{Rendered, render};
pub use template::{Composed, MailTemplate, MailTemplates, install};
