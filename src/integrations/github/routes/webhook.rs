//! `github.webhook`

use crate::api::{self, AcceptedReply, header};
use crate::api::{Argument, Audience, Input, Needs};
use crate::integrations::github::webhook::{self, Delivery, WebhookAnswer, delivery_header};
use steward_kernel::error::Error;
use steward_macros::operation;

/// GitHub is not a browser: the signature proves the sender, not the origin.
impl Argument for Delivery {
    const NEEDS: Needs = Needs::audience(Audience::Provider);

    fn take(input: &mut Input) -> Result<Self, Error> {
        let text = |name: &str| header(&input.head.headers, name);
        let ip_address = Some(text("cf-connecting-ip")).filter(|text| !text.is_empty());
        let hook_id = Some(text("x-github-hook-id")).filter(|text| !text.is_empty());
        let hook_id = hook_id.map(|hook_id| delivery_header("X-GitHub-Hook-ID", hook_id)).transpose()?;
        Ok(Self {
            hook_id: hook_id.unwrap_or_default(),
            event: delivery_header("X-GitHub-Event", text("x-github-event"))?,
            id: delivery_header("X-GitHub-Delivery", text("x-github-delivery"))?,
            signature: text("x-hub-signature-256").to_owned(),
            ip_address: ip_address.map(ToOwned::to_owned),
            incoming: input.incoming.clone(),
        })
    }
}

/// Receives a webhook of GitHub. A push to a branch starts a build for each estate that is connected to it; an
/// event of an installation says whether connected repositories can be read; a ping is only recorded, other events are ignored. A repeated delivery has no effect, unless the
/// first had none. The body, which may also be a form with the field `payload`, must have arrived ten seconds after the
/// head.
#[operation(
    POST "/api/integrations/github/webhook",
    id = "github.webhook",
    tag = "github",
    params(("X-GitHub-Hook-ID" = Option<String>, Header, description = "The webhook's id. A delivery is known by webhook, event and id."), ("X-GitHub-Event" = String, Header, description = "The event's name."), ("X-GitHub-Delivery" = String, Header, description = "The delivery's id."), ("X-Hub-Signature-256" = String, Header, description = "`sha256=` and the HMAC-SHA256 of the body in hex.")),
    request_body(content = serde_json::Value, description = "The event's payload: of a push at most 25 MiB, of an installation 4 MiB, of a ping 64 KiB. Those of other events are not read."),
    errors(crate::api::WebhookErrors),
)]
async fn webhook(delivery: Delivery) -> AcceptedReply<WebhookAnswer> {
    api::accepted(webhook::receive(delivery).await?)
}
