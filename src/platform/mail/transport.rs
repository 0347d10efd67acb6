//! Sends email with Resend's HTTP API or Cloudflare's binding.

use serde_json::json;
use steward_kernel::config::{MailTransport, Sender};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;

use super::model::Mail;
use crate::edge::Edge;
use crate::edge::email;
use crate::platform::http_client::{HttpClient, Request};
use crate::platform::outbox::{ConsumerError, Delivered};

/// Cloudflare's binding for sending email.
const BINDING: &str = "EMAIL";
/// Longer error names are truncated.
const NAME_CHARACTERS: usize = 60;

/// Sends an email with the configured transport. `event_id` is the same for all attempts, so that Resend sends it once.
///
/// # Errors
/// [`ConsumerError`], which contains neither the address nor the text.
pub(super) async fn send(edge: &Edge, event_id: &EventId, mail: &Mail) -> Delivered {
    let config = edge.config();
    let configured = config.mail()?;
    match &configured.transport {
        MailTransport::Resend { api_url, api_key } => {
            send_by_resend(api_url, api_key, &configured.from, event_id, mail).await
        }
        MailTransport::SendEmail => send_by_binding(edge, &configured.from, mail).await,
    }
}

fn failed(detail: impl Into<String>) -> Error {
    Error::ExternalApi { service: "mail", detail: detail.into() }
}

/// The body of an error. Its message is not read, because it may quote the address.
#[derive(Default, FromJson)]
struct ResendError {
    #[serde(default)]
    name: String,
}

/// <https://resend.com/docs/api-reference/emails/send-email>
async fn send_by_resend(api_url: &str, api_key: &str, from: &Sender, event_id: &EventId, mail: &Mail) -> Delivered {
    let body = json!({
        "from": from.to_string(),
        "to": [mail.to],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "tags": [{ "name": "kind", "value": mail.kind }],
    });
    let request = Request::post(format!("{api_url}/emails"))
        .bearer(api_key)
        .header("idempotency-key", event_id.to_string())
        .json(&body);
    // the outbox tries again
    let response = HttpClient::new("mail").without_retries().send(&request).await.map_err(Error::from)?;
    let error: ResendError = steward_kernel::from_json::read(&response.body).unwrap_or_default();
    classify_response(response.status, &error.name)
}

/// Whether Resend sent the email, and whether another attempt could.
fn classify_response(status: u16, error_name: &str) -> Delivered {
    let name: String = error_name
        .chars()
        .filter(|letter| letter.is_ascii_lowercase() || *letter == '_')
        .take(NAME_CHARACTERS)
        .collect();
    let detail = format!("Resend answered {status} {name}");
    match (status, name.as_str()) {
        (200..300, _) => Ok(()),
        // an earlier attempt with another text has sent it
        (409, "invalid_idempotent_request") => Ok(()),
        (400 | 422, _) => Err(ConsumerError::Permanent(detail)),
        _ => Err(failed(detail).into()),
    }
}

async fn send_by_binding(edge: &Edge, from: &Sender, mail: &Mail) -> Delivered {
    let binding = edge.binding(BINDING).ok_or_else(|| Error::internal("EMAIL is not bound"))?;
    let message = email::Message {
        from_name: &from.name,
        from_address: &from.address,
        to: &mail.to,
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
    };
    email::send(&binding, &message).await.map_err(|code| failed(format!("the binding answered {code}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_succeed_is_retried() {
        assert!(matches!(classify_response(200, ""), Ok(())));
        assert!(matches!(classify_response(409, "invalid_idempotent_request"), Ok(())));
        for (status, name) in
            [(409, "concurrent_idempotent_requests"), (429, "rate_limit_exceeded"), (500, ""), (401, "")]
        {
            assert!(matches!(classify_response(status, name), Err(ConsumerError::Retry(_))), "{status} {name}");
        }
        match classify_response(422, "validation_error <demo@steward.localhost>") {
            Err(ConsumerError::Permanent(reason)) => {
                assert_eq!(reason, "Resend answered 422 validation_errordemostewardlocalhost")
            }
            other => panic!("{other:?}"),
        }
    }
}
