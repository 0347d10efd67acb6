//! Composes and sends the email that an event requests.

use super::model::{Mail, MailRequested};
use super::{render, template, transport};
use crate::edge::Edge;
use crate::platform::change::Event;
use crate::platform::outbox::{Consumer, ConsumerError, Delivered, StoredEvent, Subscription};
use steward_kernel::from_json::FromJson;

/// The consumers of mail.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("sendMail", Subscription::Events(&[MailRequested::NAME]), inline, send)];

#[derive(FromJson)]
struct Payload {
    kind: String,
    id: String,
}

/// Composes the email from its current row and sends it.
///
/// # Errors
/// [`ConsumerError`], which contains neither the address nor the text.
async fn send(edge: &Edge, event: &StoredEvent) -> Delivered {
    let Payload { kind, id } = event.read()?;
    let template =
        template::named(&kind).ok_or_else(|| ConsumerError::Permanent("there is no email of this kind".to_owned()))?;
    let Some(email) = (template.compose)(edge.clone(), id).await? else { return Ok(()) };
    let rendered = render::render(&email.template, &edge.public_url()?);
    let mail = Mail {
        kind: email.kind,
        to: email.to,
        subject: email.template.subject,
        text: rendered.text,
        html: rendered.html,
    };
    transport::send(edge, &event.id, &mail).await
}
