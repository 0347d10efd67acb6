//! The ways out: Resend's HTTP API, or Cloudflare's own sending by a binding.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::EventId;

use super::model::Mail;
use crate::edge::Edge;
use crate::edge::email;
use crate::platform::http_client::{HttpClient, Request};
use crate::platform::outbox::{ConsumerError, Delivered};

/// The binding of Cloudflare's sending.
const BINDING: &str = "EMAIL";
/// Characters of a refusal's name that are kept.
const NAME_CHARACTERS: usize = 60;

/// Sends a mail by the configured transport. `event_id` is the same for every try, so that Resend sends it once.
///
/// # Errors
/// [`ConsumerError`]; neither the address nor what the mail says is in it.
pub(super) async fn send(edge: &Edge, event_id: &EventId, mail: &Mail) -> Delivered {
    match edge.variable("MAIL_TRANSPORT")?.as_str() {
        "resend" => by_resend(edge, event_id, mail).await,
        "send_email" => by_binding(edge, mail).await,
        other => Err(Error::internal(format!("MAIL_TRANSPORT is {other:?}, neither resend nor send_email")).into()),
    }
}

fn failed(detail: impl Into<String>) -> Error {
    Error::ExternalApi { service: "mail", detail: detail.into() }
}

/// An error of Resend's. Its message is not read: it may quote the address.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    name: String,
}

/// <https://resend.com/docs/api-reference/emails/send-email>
async fn by_resend(edge: &Edge, event_id: &EventId, mail: &Mail) -> Delivered {
    let body = json!({
        "from": edge.variable("MAIL_FROM")?,
        "to": [mail.to],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "tags": [{ "name": "kind", "value": mail.kind }],
    });
    let request = Request::post(format!("{}/emails", edge.variable("RESEND_API_URL")?.trim_end_matches('/')))
        .bearer(&edge.variable("RESEND_API_KEY")?)
        .header("idempotency-key", event_id.to_string())
        .json(&body);
    // the outbox tries again
    let response = HttpClient::new("mail").without_retries().send(&request).await.map_err(Error::from)?;
    let refusal: Refusal = serde_json::from_str(&response.body).unwrap_or_default();
    judge(response.status, &refusal.name)
}

/// What an answer of Resend's auth_method.
fn judge(status: u16, name: &str) -> Delivered {
    let name: String =
        name.chars().filter(|letter| letter.is_ascii_lowercase() || *letter == '_').take(NAME_CHARACTERS).collect();
    let detail = format!("Resend answered {status} {name}");
    match (status, name.as_str()) {
        (200..300, _) => Ok(()),
        // sent by an earlier try, when the mail said something else
        (409, "invalid_idempotent_request") => Ok(()),
        // no later try is about to be accepted
        (400 | 422, _) => Err(ConsumerError::Permanent(detail)),
        _ => Err(failed(detail).into()),
    }
}

async fn by_binding(edge: &Edge, mail: &Mail) -> Delivered {
    let binding = edge.binding(BINDING).ok_or_else(|| Error::internal("EMAIL is not bound"))?;
    let from = edge.variable("MAIL_FROM")?;
    let (name, address) = sender(&from);
    let message = email::Message {
        from_name: name,
        from_address: address,
        to: &mail.to,
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
    };
    email::send(&binding, &message).await.map_err(|code| failed(format!("the binding answered {code}")).into())
}

/// `Name <address>` in its parts; without a name the address alone.
fn sender(from: &str) -> (&str, &str) {
    let parts = from.split_once('<').and_then(|(name, rest)| Some((name.trim(), rest.strip_suffix('>')?)));
    parts.unwrap_or(("", from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders() {
        assert_eq!(sender("Steward <no-reply@steward.example>"), ("Steward", "no-reply@steward.example"));
        assert_eq!(sender("no-reply@steward.example"), ("", "no-reply@steward.example"));
    }

    #[test]
    fn what_cannot_go_better_is_not_tried_again() {
        assert!(matches!(judge(200, ""), Ok(())));
        assert!(matches!(judge(409, "invalid_idempotent_request"), Ok(())));
        for (status, name) in
            [(409, "concurrent_idempotent_requests"), (429, "rate_limit_exceeded"), (500, ""), (401, "")]
        {
            assert!(matches!(judge(status, name), Err(ConsumerError::Retry(_))), "{status} {name}");
        }
        match judge(422, "validation_error <demo@steward.localhost>") {
            Err(ConsumerError::Permanent(reason)) => {
                assert_eq!(reason, "Resend answered 422 validation_errordemostewardlocalhost")
            }
            other => panic!("{other:?}"),
        }
    }
}
