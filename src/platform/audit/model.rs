//! The audit log as the API returns it.

use serde::Serialize;
use serde_json::Value;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AuditId, EstateId};
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// The actor of an audit event.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// The id of the user, the service account, the API key or the delivery, or the part of the platform.
    pub id: Option<String>,
    /// The name of the user, the service account or the API key; null when it no longer exists.
    pub name: Option<String>,
}

/// The kind of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorType {
    /// A user.
    User,
    /// An API key.
    Key,
    /// A service account, by one of its API keys.
    #[serde(rename = "service_account")]
    ServiceAccount,
    /// A webhook delivery.
    Webhook,
    /// The platform itself.
    System,
}

/// The administrator who impersonated the user.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditImpersonator {
    pub id: String,
    /// Null when the user no longer exists.
    pub name: Option<String>,
}

/// The app by which a user acted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditApp {
    pub id: String,
    /// Null when the app no longer exists.
    pub name: Option<String>,
}

/// An audit event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditLogEvent {
    pub id: AuditId,
    /// Its number in the organization's chain, from 1; null until the event is chained, shortly after it is written.
    pub sequence: Option<i64>,
    /// The id of a sealing key, a colon, and the HMAC-SHA256 of the event and of the previous hash; for early events, only the
    /// SHA-256.
    pub hash: Option<String>,
    pub actor: AuditActor,
    /// The app that acted for this user.
    pub app: Option<AuditApp>,
    /// The administrator who impersonated this user.
    pub impersonated_by: Option<AuditImpersonator>,
    /// The id of the operation.
    pub action: String,
    pub resource_type: String,
    pub resource_id: Option<String>,
    pub estate_id: Option<EstateId>,
    /// The changed fields of the resource, before the change.
    pub before: Option<Value>,
    /// The changed fields of the resource, after the change.
    pub after: Option<Value>,
    /// All recorded details, including `before` and `after`.
    pub detail: Value,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub created_at: Timestamp,
}

/// The filter of a list of audit events.
#[derive(Debug, Default, FromJson, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Filter {
    /// Only events of this user, service account or API key.
    #[param(max_length = 100)]
    pub actor_id: Option<String>,
    /// Only events of this operation.
    #[param(max_length = 100, example = "estate.create")]
    pub action: Option<String>,
    /// Only events about this type of resource.
    #[param(max_length = 100, example = "estate")]
    pub resource_type: Option<String>,
    /// Only events about this resource.
    #[param(max_length = 100)]
    pub resource_id: Option<String>,
    /// Only events at or after this time.
    #[param(format = DateTime)]
    pub from: Option<String>,
    /// Only events at or before this time.
    #[param(format = DateTime)]
    pub to: Option<String>,
}

/// An export as JSON. It is streamed; this type only describes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditFile {
    /// The audit events, newest first.
    items: Vec<AuditLogEvent>,
}

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One object: `{"items":[…]}`.
    Json,
    /// Comma-separated values (RFC 4180) with a header row.
    Csv,
}

/// The result of verifying a part of a chain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The number of the first event that was verified.
    pub checked_from: i64,
    /// The number of the last valid event; pass it as `after` to continue.
    pub checked_to: i64,
    /// The number of the last event that was removed, because the organization keeps its events for a limited time; 0 while
    /// there is none. The chain is verified from there.
    pub removed_sequence: i64,
    /// The number of the newest event.
    pub latest_sequence: i64,
    /// The hash of the newest event. With a copy of it, you can later prove that no earlier event was changed.
    pub latest_hash: Option<String>,
    /// Whether the end of the chain was reached and all events are valid.
    pub complete: bool,
    /// How far the chain is anchored outside of the database: the number of an event. Null while there is no anchor.
    #[schema(required)]
    pub anchored_sequence: Option<i64>,
    /// The first invalid event.
    pub broken: Option<Break>,
}

/// The position at which a chain is broken.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Break {
    /// The event's number.
    pub sequence: i64,
    /// The event's id, unless it is missing.
    pub id: Option<String>,
    pub reason: BreakReason,
}

/// How a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BreakReason {
    /// The event was altered.
    Altered,
    /// The event is missing.
    Missing,
    /// The newest events are missing.
    Truncated,
    /// The sealing key of the event's hash is no longer in the key ring.
    #[serde(rename = "unknown_key")]
    UnknownKey,
    /// The anchor outside of the database is not the platform's.
    Anchor,
    /// The record of which events were removed after their time is not the platform's.
    Checkpoint,
}
