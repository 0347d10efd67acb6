//! Requests to join as the API returns them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, JoinRequestId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// A pending request of the caller.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct MyJoinRequest {
    pub id: JoinRequestId,
    pub organization_name: String,
    pub created_at: Timestamp,
}

/// A pending request to join an organization.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct JoinRequest {
    pub id: JoinRequestId,
    pub user_id: UserId,
    pub name: String,
    /// The user's verified address.
    pub email: String,
    pub created_at: Timestamp,
}

/// Accepts a request.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct JoinRequestAcceptance {
    /// Any role except `external`. Only owners can make owners and admins.
    pub role: Role,
    /// The estates to grant to a guest, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}

/// The link by which people ask to join the organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct JoinLink {
    /// Null while people can ask only by a verified domain.
    pub url: Option<String>,
}

/// The organization of a link, as people who have the link see it.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct JoinableOrganization {
    pub name: String,
    /// Whether the caller is a member.
    #[serde(deserialize_with = "flag")]
    pub is_member: bool,
    /// The caller's pending request.
    pub request_id: Option<JoinRequestId>,
}
