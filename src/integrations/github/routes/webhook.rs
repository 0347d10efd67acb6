//! `github.webhook`

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{header, incoming};
use crate::integrations::github::webhook::{self, Delivery, WebhookAnswer, delivery_header};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, webhook)
}

/// GitHub is no browser: what proves the sender is the signature, not the origin.
impl FromRequestParts<()> for Delivery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        let text = |name: &str| header(&parts.headers, name);
        let ip_address = Some(text("cf-connecting-ip")).filter(|text| !text.is_empty());
        Ok(Self {
            event: delivery_header("X-GitHub-Event", text("x-github-event"))?,
            id: delivery_header("X-GitHub-Delivery", text("x-github-delivery"))?,
            signature: text("x-hub-signature-256").to_owned(),
            ip_address: ip_address.map(ToOwned::to_owned),
            incoming: incoming(parts)?,
        })
    }
}

/// Takes a delivery of GitHub. A push to a branch that estates are connected to starts a build for each of them;
/// everything else is written down. The same delivery, sent again, starts nothing.
#[utoipa::path(post, path = "/api/integrations/github/webhook", operation_id = "github.webhook", tag = "github",
    params(
        ("X-GitHub-Event" = String, Header, description = "The event's name."),
        ("X-GitHub-Delivery" = String, Header, description = "The delivery's id."),
        ("X-Hub-Signature-256" = String, Header, description = "`sha256=` and the HMAC-SHA256 of the body in hex."),
    ),
    request_body(content = serde_json::Value, description = "The event's payload, at most 25 MiB."),
    responses((status = 202, body = WebhookAnswer), api::WebhookErrors))]
#[worker::send]
pub async fn webhook(delivery: Delivery) -> Reply<WebhookAnswer> {
    api::accepted(webhook::receive(delivery).await?)
}
