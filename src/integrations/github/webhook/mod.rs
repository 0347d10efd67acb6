//! GitHub's webhooks. Each delivery is recorded once, in one batch with its effects, before the response. GitHub does
//! not repeat failed deliveries by itself, so receiving one depends only on the database.

mod installation;
mod payload;

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, TypeId};
use utoipa::ToSchema;

pub use installation::{InstallationChange, InstallationState};
use payload::ReceivedEvent;
pub use payload::{Ignored, Push, PushedRepository};

use super::hooks::{ConnectedEstate, Pushed, hooks};
use super::store;
use crate::edge::{Edge, log};
use crate::platform::change::{Change, Tenant};
use crate::platform::webhooks::{self, EarlierDelivery, Outcome, Signature};
pub use crate::platform::webhooks::{Delivery, delivery_header};
#[cfg(fuzzing)]
pub use payload::fuzz as fuzz_payload;

/// The provider of the records.
const PROVIDER: &str = "github";
/// The maximum of estates that one push starts builds for.
const ESTATE_LIMIT: usize = 500;
/// The outcome of a delivery that had an effect.
const ACCEPTED: &str = "accepted";

/// Reads `sha256=` and the signature in hex. GitHub signs only the body, without a time. Source: GitHub's "Validating
/// webhook deliveries".
fn signature(header: &str) -> Signature {
    let bytes = header.strip_prefix("sha256=").and_then(|digits| hex::decode(digits).ok()).unwrap_or_default();
    Signature { bytes, ..Signature::default() }
}

/// The result of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookAnswer {
    #[schema(example = "72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    pub delivery_id: String,
    /// Whether this delivery was received before. The other fields then repeat the first response.
    pub duplicate: bool,
    /// The builds that the delivery started.
    pub builds: Vec<BuildId>,
    /// Why the delivery started no build.
    pub ignored: Option<Ignored>,
}

impl WebhookAnswer {
    /// The response to a delivery that is not recorded.
    const fn unrecorded(delivery_id: String, ignored: Ignored) -> Self {
        Self { delivery_id, duplicate: false, builds: Vec::new(), ignored: Some(ignored) }
    }

    /// The response to a delivery that was received before.
    fn repeated(delivery_id: String, earlier: &EarlierDelivery) -> Result<Self, Error> {
        let builds = earlier.started_ids.iter().map(|id| BuildId::parse(id)).collect::<Result<_, _>>();
        let ignored = <_ as steward_kernel::from_json::FromJson>::from_json(&earlier.outcome.as_str().into()).ok();
        Ok(Self { delivery_id, duplicate: true, builds: builds.map_err(Error::internal)?, ignored })
    }
}

/// Receives a delivery with at most one read and one batch. The body of an event that is not handled is not read, so
/// nothing of the delivery is verified, and nothing is written.
///
/// # Errors
/// [`Error::PayloadTooLarge`], [`Error::RequestTimeout`], [`Error::InvalidSignature`], [`Error::MalformedJson`],
/// [`Error::Validation`];
/// [`Error::Database`]; nothing is written, so the delivery can be repeated.
pub async fn receive(delivery: Delivery) -> Result<WebhookAnswer, Error> {
    let edge = &delivery.incoming.edge;
    let config = edge.config();
    let secret = config.github().webhook_secret()?;
    let signature = signature(&delivery.signature);
    let Some(limit) = payload::limit(&delivery.event) else {
        webhooks::must_be_possible(&signature, edge.now())?;
        return Ok(WebhookAnswer::unrecorded(delivery.id, Ignored::Event));
    };
    let fields = payload::fields(&delivery.event);
    let payload = webhooks::read_verified(&delivery.incoming, limit, secret, &signature, fields).await?;
    let push = match payload::read(&delivery.event, &payload)? {
        ReceivedEvent::Push(push) => push,
        ReceivedEvent::Installation(changes) => return write_installation(&delivery, &changes).await,
        ReceivedEvent::Ignored(ignored) => return write(&delivery, None, Some(ignored), None).await,
    };
    let found = look_up(edge, &delivery, &push).await?;
    let ignored = match (found.estates.is_empty(), found.is_connected) {
        (false, _) => None,
        (true, true) if found.is_unconfirmed => Some(Ignored::Unconfirmed),
        (true, true) => Some(Ignored::Branch),
        (true, false) => Some(Ignored::NoRepository),
    };
    if let Some(earlier) = found.earlier.as_ref()
        && (earlier.outcome == ACCEPTED || ignored.is_some_and(|ignored| ignored.as_str() == earlier.outcome))
    {
        return WebhookAnswer::repeated(delivery.id, earlier);
    }
    let delivery_id = delivery.id.clone();
    let pushed = Pushed { push, delivery_id, estates: found.estates };
    write(&delivery, Some(&pushed), ignored, found.earlier.map(|earlier| earlier.outcome)).await
}

struct LookedUp {
    earlier: Option<EarlierDelivery>,
    /// Whether any estate is connected to the repository.
    is_connected: bool,
    /// Whether an estate is connected to the branch, but nobody who manages it has rights on the repository.
    is_unconfirmed: bool,
    /// The estates that are connected to the branch, but for the unconfirmed.
    estates: Vec<ConnectedEstate>,
}

#[derive(FromJson)]
struct PushRow {
    earlier: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_connected: bool,
    #[serde(deserialize_with = "flag")]
    is_unconfirmed: bool,
    estates: String,
}

async fn look_up(edge: &Edge, delivery: &Delivery, push: &Push) -> Result<LookedUp, Error> {
    let (id, hook_id) = (&delivery.id, &delivery.hook_id);
    let statement = crate::bind!(store::SELECT_PUSH, id, push.repository.id.0, push.branch, ESTATE_LIMIT, hook_id);
    let row: Option<PushRow> = edge.database()?.first(statement).await?;
    let row = row.ok_or_else(|| Error::internal("SELECT_PUSH returned no row"))?;
    let estates: Vec<ConnectedEstate> = steward_kernel::from_json::read(&row.estates).map_err(Error::internal)?;
    if estates.len() == ESTATE_LIMIT {
        let fields = [("repositoryId", push.repository.id.0.into()), ("limit", ESTATE_LIMIT.into())];
        log::error("push reached the limit of estates", &fields);
    }
    let earlier = webhooks::read_earlier(row.earlier.as_deref())?;
    Ok(LookedUp { earlier, is_connected: row.is_connected, is_unconfirmed: row.is_unconfirmed, estates })
}

/// Writes what an event of an installation changes, and its record.
async fn write_installation(delivery: &Delivery, changes: &[InstallationChange]) -> Result<WebhookAnswer, Error> {
    let mut change = Change::by(&delivery.incoming.edge, delivery.origin(PROVIDER), Tenant::NONE);
    for installation in changes {
        (hooks()?.installation_changed)(&mut change, installation).await?;
    }
    webhooks::record(&mut change, PROVIDER, delivery, &Outcome { outcome: ACCEPTED, started_ids: Vec::new() }, None);
    match webhooks::commit_once(change, PROVIDER, delivery).await? {
        Some(earlier) => WebhookAnswer::repeated(delivery.id.clone(), &earlier),
        None => {
            Ok(WebhookAnswer { delivery_id: delivery.id.clone(), duplicate: false, builds: Vec::new(), ignored: None })
        }
    }
}

/// Writes the effects of a delivery and its record, in place of one with the outcome `replaced`. Of two concurrent
/// deliveries with one id, the second gets the response of the first.
async fn write(
    delivery: &Delivery,
    pushed: Option<&Pushed>,
    ignored: Option<Ignored>,
    replaced: Option<String>,
) -> Result<WebhookAnswer, Error> {
    let mut change = Change::by(&delivery.incoming.edge, delivery.origin(PROVIDER), Tenant::NONE);
    let builds = match pushed {
        Some(pushed) => (hooks()?.pushed)(&mut change, pushed),
        None => Vec::new(),
    };
    let outcome = Outcome {
        outcome: ignored.map_or(ACCEPTED, Ignored::as_str),
        started_ids: builds.iter().map(ToString::to_string).collect(),
    };
    webhooks::record(&mut change, PROVIDER, delivery, &outcome, replaced.as_deref());
    match webhooks::commit_once(change, PROVIDER, delivery).await? {
        Some(earlier) => WebhookAnswer::repeated(delivery.id.clone(), &earlier),
        None => Ok(WebhookAnswer { delivery_id: delivery.id.clone(), duplicate: false, builds, ignored }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn repeated(outcome: &str, started_ids: &[&str]) -> WebhookAnswer {
        let started_ids = started_ids.iter().map(ToString::to_string).collect();
        WebhookAnswer::repeated("d-1".to_owned(), &EarlierDelivery { outcome: outcome.to_owned(), started_ids })
            .unwrap()
    }

    #[test]
    fn a_repeated_delivery_is_answered_like_the_first() {
        let started = repeated("accepted", &["build_01k9zqt3m8e7tbm3hz0c3x6w5r"]);
        assert!(started.duplicate && started.ignored.is_none());
        assert_eq!(started.builds.len(), 1);
        assert_eq!(
            json!(repeated("no_repository", &[])),
            json!({ "deliveryId": "d-1", "duplicate": true, "builds": [], "ignored": "no_repository" })
        );
    }

    #[test]
    fn a_signature_is_sha256_in_hex() {
        assert_eq!(signature("sha256=757107ea").bytes, [0x75, 0x71, 0x07, 0xea]);
        for header in ["", "sha1=757107ea", "757107ea", "sha256=757107e", "sha256=757107eg", "SHA256=757107ea"] {
            assert_eq!(signature(header), Signature::default(), "{header}");
        }
    }
}
