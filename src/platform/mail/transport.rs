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
use crate::platform::outbox::{ConsumerError, Delivered, SingleAttempt};

/// Cloudflare's binding for sending email.
const BINDING: &str = "EMAIL";
/// The consumer that sends email.
pub(super) const CONSUMER: &str = "sendMail";
/// Longer error names are truncated.
const NAME_CHARACTERS: usize = 60;

/// Sends an email with the configured transport. `event_id` is the same for all attempts: Resend sends it once, and the
/// binding is called once, as long as it does not refuse the email.
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
        MailTransport::SendEmail => send_by_binding(edge, &configured.from, event_id, mail).await,
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

/// The binding has no idempotency key. After an attempt whose outcome is unknown, the email is not sent again: an
/// administrator decides, by requeuing the dead letter.
async fn send_by_binding(edge: &Edge, from: &Sender, event_id: &EventId, mail: &Mail) -> Delivered {
    let binding = edge.binding(BINDING).ok_or_else(|| Error::internal("EMAIL is not bound"))?;
    let message = email::Message {
        from_name: &from.name,
        from_address: &from.address,
        to: &mail.to,
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
    };
    let Some(attempt) = SingleAttempt::begin(edge, event_id, CONSUMER).await? else {
        return Err(ConsumerError::Permanent(
            "an earlier attempt may have sent it: requeue to send it again".to_owned(),
        ));
    };
    let Err(code) = email::send(&binding, &message).await else { return Ok(()) };
    let detail = format!("the binding answered {code}");
    if is_refusal(&code) {
        attempt.forget().await;
        return Err(failed(detail).into());
    }
    Err(ConsumerError::Permanent(format!("{detail}, and may have sent it: requeue to send it again")))
}

/// Whether the code says that the email was not sent. Other errors can hide an email that was. Source:
/// <https://developers.cloudflare.com/email-service/api/send-emails/workers-api/#error-codes>
fn is_refusal(code: &str) -> bool {
    code.starts_with("E_") && !matches!(code, "E_INTERNAL_SERVER_ERROR" | "E_DELIVERY_FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_says_that_nothing_was_sent() {
        for code in ["E_VALIDATION_ERROR", "E_RATE_LIMIT_EXCEEDED", "E_SENDER_NOT_VERIFIED"] {
            assert!(is_refusal(code), "{code}");
        }
        for code in ["E_INTERNAL_SERVER_ERROR", "E_DELIVERY_FAILED", "Error", "TypeError", "an error", ""] {
            assert!(!is_refusal(code), "{code}");
        }
    }

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
