//! A delivery as it is received, recorded, and shown to administrators.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::edge::bridge::Incoming;
use crate::platform::audit::{Actor, Origin};

/// Characters of an event's name or of a delivery's id.
const NAME_LIMIT: usize = 100;

/// A received delivery. Its sender is not yet verified.
pub struct Delivery {
    pub incoming: Incoming,
    /// The provider's id of the webhook, empty when it has none.
    pub hook_id: String,
    /// The event's name at the provider.
    pub event: String,
    /// The provider's id of the delivery, the same when the delivery is repeated.
    pub id: String,
    pub signature: String,
    pub ip_address: Option<String>,
}

impl Delivery {
    /// The origin of the delivery's changes, for the audit log.
    #[must_use]
    pub fn origin(&self, provider: &str) -> Origin {
        Origin {
            actor: Actor::Webhook(format!("{provider}:{}", self.id)),
            ip_address: self.ip_address.clone(),
            user_agent: None,
            request_id: Some(self.incoming.request_id.clone()),
        }
    }
}

/// A header with the name of an event or the id of a delivery.
///
/// # Errors
/// [`Error::Validation`] for the header when it is absent, too long or has other characters.
pub fn delivery_header(name: &'static str, value: &str) -> Result<String, Error> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if is_plain && (1..=NAME_LIMIT).contains(&value.len()) {
        Ok(value.to_owned())
    } else {
        Err(Error::field(
            name,
            format!("Send the header {name} with 1 to 100 letters, digits, hyphens, underscores or dots."),
        ))
    }
}

/// What was recorded of an earlier delivery with the same webhook, event and id.
#[derive(Debug, PartialEq, Eq, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EarlierDelivery {
    pub outcome: String,
    pub started_ids: Vec<String>,
}

/// A recorded delivery.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct WebhookDelivery {
    #[schema(example = "github")]
    pub provider: String,
    /// The provider's id of the webhook, empty when it has none.
    #[schema(example = "292430182")]
    pub hook_id: String,
    /// The provider's id of the delivery.
    #[schema(example = "72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    pub delivery_id: String,
    /// The event's name at the provider.
    #[schema(example = "push")]
    pub event: String,
    /// `accepted`, or why the delivery had no effect.
    #[schema(example = "accepted")]
    pub outcome: String,
    /// Ids of the resources that the delivery created.
    #[serde(deserialize_with = "json_text")]
    pub started_ids: Vec<String>,
    pub received_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn headers_hold_names_and_ids() {
        let read = |value: &str| delivery_header("X-GitHub-Delivery", value).ok();
        let id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
        assert_eq!(read(id).as_deref(), Some(id));
        assert_eq!(read("installation_repositories").as_deref(), Some("installation_repositories"));
        for wrong in ["", "a b", "a\nb", "a/b", "ä", &"a".repeat(101)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let error = delivery_header("X-GitHub-Delivery", "").unwrap_err();
        assert_eq!((error.status(), error.context()["field"].as_str()), (400, Some("X-GitHub-Delivery")));
    }

    #[test]
    fn a_row_becomes_what_administrators_see() {
        let row = json!({
            "provider": "github", "hook_id": "7", "delivery_id": "d-1", "event": "push", "outcome": "accepted",
            "started_ids": r#"["build_1"]"#, "received_at": 1_769_860_800_123_i64,
        });
        let delivery = WebhookDelivery::from_json(&row).unwrap();
        assert_eq!(
            json!(delivery),
            json!({
                "provider": "github", "hookId": "7", "deliveryId": "d-1", "event": "push", "outcome": "accepted",
                "startedIds": ["build_1"], "receivedAt": "2026-01-31T12:00:00.123Z",
            })
        );
    }
}
