//! A delivery: its body, its signature (Standard Webhooks, <https://www.standardwebhooks.com>), and sending it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::signature::webhook_signature;
use steward_kernel::time::{SECOND, Timestamp};

use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, PublicUrl, Request};

/// Shorter than the platform's other calls: receivers are not ours, and several wait for their turn.
const TIMEOUT: Duration = Duration::from_secs(8);
const SECRET_PREFIX: &str = "whsec_";
const GONE: u16 = 410;

/// A new signing secret.
pub(super) fn new_secret(edge: &Edge) -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(edge.random::<32>()))
}

/// Why a receiver did not accept a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    /// A sentence for the members of the organization.
    pub reason: String,
    /// Whether the receiver wants no further deliveries.
    pub is_final: bool,
}

impl Rejection {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_final: false }
    }
}

/// Sends a message of a type. `id` is the same for every attempt, so that receivers recognize repeated ones.
///
/// # Errors
/// [`Error::Internal`] when the secret is damaged. A receiver that does not accept the message is no error.
pub(super) async fn send(
    edge: &Edge,
    (url, secret): (&str, &str),
    id: &str,
    kind: &str,
    data: &Value,
) -> Result<Result<(), Rejection>, Error> {
    let key = secret.strip_prefix(SECRET_PREFIX).and_then(|text| STANDARD.decode(text).ok());
    let key = key.ok_or_else(|| Error::internal("the secret of an audit stream is damaged"))?;
    // the rules, or the private hosts of a development machine, may have changed since the URL was stored
    let url = match PublicUrl::parse(edge, url) {
        Ok(url) => url,
        Err(refusal) => return Ok(Err(Rejection::new(refusal.message()))),
    };
    let timestamp = (edge.now() / SECOND).to_string();
    let body = json!({ "type": kind, "timestamp": Timestamp(edge.now()), "data": data }).to_string();
    let signature = webhook_signature(&key, id, &timestamp, &body)?;
    let request = Request::post(url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .text(body);
    let client = HttpClient::new("audit stream").with_timeout(TIMEOUT).without_retries();
    Ok(match client.open(&request).await {
        Ok(response) if (200..300).contains(&response.status) => Ok(()),
        Ok(response) => Err(Rejection {
            reason: format!("The receiver answered {}.", response.status),
            is_final: response.status == GONE,
        }),
        Err(_) => Err(Rejection::new("The receiver could not be reached, or did not answer within 8 seconds.")),
    })
}
