//! An audit stream as the API returns it, and the bodies of its operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;

/// The audit stream of an organization.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct AuditStream {
    pub url: String,
    /// When the stream was paused, by a member or after too many failures; null while it is delivered.
    #[schema(required)]
    pub paused_at: Option<Timestamp>,
    /// The number of the last audit event that was delivered. The next delivery continues after it.
    pub delivered_sequence: i64,
    /// The number of the newest audit event.
    pub latest_sequence: i64,
    #[schema(required)]
    pub delivered_at: Option<Timestamp>,
    /// The number of failed attempts since the last success.
    pub failures: u32,
    /// Why the last attempt failed; null after a success.
    #[schema(required)]
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

impl Revised for AuditStream {
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// The audit stream of an organization, if it has one.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditStreamState {
    #[schema(required)]
    pub stream: Option<AuditStream>,
}

impl Revised for AuditStreamState {
    fn revision(&self) -> Option<i64> {
        self.stream.as_ref().map(|stream| stream.revision)
    }
}

/// A new audit stream.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuditStream {
    /// The address that receives the deliveries: of a public host, over HTTPS.
    #[schema(max_length = 2048, example = "https://siem.example.com/steward")]
    pub url: String,
}

/// An audit stream with its signing secret.
#[derive(Serialize, ToSchema)]
pub struct CreatedAuditStream {
    pub stream: AuditStream,
    /// The secret that signs the deliveries (Standard Webhooks). It is returned only here.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
}

/// A change of an audit stream. Absent fields are not changed.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AuditStreamChange {
    #[schema(max_length = 2048, example = "https://siem.example.com/steward")]
    pub url: Option<String>,
    /// Whether the stream is paused. A resumed stream continues after the last delivered event.
    pub paused: Option<bool>,
}

/// The result of a test delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditStreamTest {
    /// Why the delivery failed; null when the receiver has accepted it.
    #[schema(required)]
    pub error: Option<String>,
}
