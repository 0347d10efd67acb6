//! The audit log as the API shows it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use steward_kernel::id::{AuditId, EstateId};
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// A person, an API key, a provider's delivery, or the platform itself.
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// The user's, the key's or the delivery's id, or the part of the platform.
    pub id: Option<String>,
    /// What it is called, where it still is there.
    pub name: Option<String>,
}

/// The kinds of those who do things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorType {
    /// A person.
    User,
    /// An API key.
    Key,
    /// A provider's delivery.
    Webhook,
    /// The platform itself.
    System,
}

/// The administrator who acted in somebody's place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Impersonator {
    /// Their id.
    pub id: String,
    /// What they are called, where they still are there.
    pub name: Option<String>,
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditLine {
    /// Its id.
    pub id: AuditId,
    /// Its number in the organization's chain, from 1; null for a moment after it was written.
    pub sequence: Option<i64>,
    /// SHA-256 of it and of the hash before it.
    pub hash: Option<String>,
    /// Who.
    pub actor: AuditActor,
    /// Who really, when an administrator acted in somebody's place.
    pub impersonated_by: Option<Impersonator>,
    /// What: an operation's id.
    pub action: String,
    /// To what kind of thing.
    pub resource_type: String,
    /// To which.
    pub resource_id: Option<String>,
    /// In which estate.
    pub estate_id: Option<EstateId>,
    /// How it was before, as far as it changed.
    pub before: Option<Value>,
    /// How it was after.
    pub after: Option<Value>,
    /// Whatever else was written down, before and after among it.
    pub detail: Value,
    /// From which address.
    pub ip_address: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Which lines are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Filter {
    /// Of this user or API key.
    #[param(max_length = 100)]
    pub actor_id: Option<String>,
    /// Of this operation.
    #[param(max_length = 100, example = "estate.create")]
    pub action: Option<String>,
    /// About this kind of thing.
    #[param(max_length = 100, example = "estate")]
    pub resource_type: Option<String>,
    /// About this thing.
    #[param(max_length = 100)]
    pub resource_id: Option<String>,
    /// Not before this moment.
    #[param(format = DateTime)]
    pub from: Option<String>,
    /// Not after this moment.
    #[param(format = DateTime)]
    pub to: Option<String>,
}

/// An export in JSON. It is written line by line; the type describes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditFile {
    /// The lines, newest first.
    items: Vec<AuditLine>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One object: `{"items":[…]}`.
    Json,
    /// A table (RFC 4180) with a head line.
    Csv,
}

/// How far a chain was looked at, and what was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The first number that was looked at.
    pub checked_from: i64,
    /// The last one that is right; the next call goes on after it.
    pub checked_to: i64,
    /// The number of the newest line.
    pub latest_sequence: i64,
    /// Its hash: who keeps it elsewhere can prove later that nothing before it has changed.
    pub latest_hash: Option<String>,
    /// Whether the end was reached and everything is right.
    pub complete: bool,
    /// What is not right.
    pub broken: Option<Break>,
}

/// Where a chain is broken.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Break {
    /// At which number.
    pub sequence: i64,
    /// At which line, where it is there.
    pub id: Option<String>,
    /// How.
    pub reason: BreakReason,
}

/// How a chain can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BreakReason {
    /// The line is not as it was.
    Altered,
    /// The line is not there.
    Missing,
    /// The newest lines are not there.
    Truncated,
}
