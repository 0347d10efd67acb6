//! Who may sign up, as the API returns and takes it.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SignUpAllowanceId, WaitlistEntryId};
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// An address or a domain that may sign up.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct SignUpAllowance {
    pub id: SignUpAllowanceId,
    /// An email address, or the domain of addresses.
    pub pattern: String,
    pub created_at: Timestamp,
}

/// An address or a domain that may sign up from now on.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignUpAllowance {
    /// An email address, or a domain, which stands for every address at it.
    #[schema(max_length = 254, example = "someone@example.com")]
    pub pattern: String,
}

/// An address that waits to sign up, or was let in and has not signed up yet.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct WaitlistEntry {
    pub id: WaitlistEntryId,
    pub email: String,
    pub name: String,
    pub accepted_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Which entries to list.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WaitlistFilter {
    /// Those who were let in, instead of those who wait.
    #[serde(deserialize_with = "text")]
    pub accepted: Option<bool>,
}

/// Who is let in.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitlistAcceptance {
    /// Entries of the waitlist. Those who were let in before, or are gone, change nothing.
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Vec<WaitlistEntryId>,
}

/// How many were let in.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistAccepted {
    pub accepted: usize,
}
