//! Invitations as the API returns them.

use serde::{Deserialize, Serialize};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// The status of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InvitationStatus {
    /// It can be accepted.
    Pending,
    Accepted,
    Declined,
    Revoked,
    /// Its seven days have passed.
    Expired,
}

/// The user who created an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inviter {
    pub id: UserId,
    pub name: String,
}

/// An invitation to an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    pub id: InvitationId,
    /// The invited address; null for a link, which anyone can use.
    pub email: Option<String>,
    pub role: Role,
    /// The estates to grant to a guest.
    pub estate_ids: Vec<EstateId>,
    pub status: InvitationStatus,
    /// Null when the inviter's account is deleted.
    pub invited_by: Option<Inviter>,
    /// The number of users who have joined with it.
    pub uses: u32,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

/// A created invitation and its link, which is not returned again.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedInvitation {
    pub invitation: Invitation,
    pub url: String,
}

/// Creates an invitation.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct CreateInvitation {
    /// The address to invite. Without it, a link that anyone can use is created.
    #[schema(format = Email, max_length = 254)]
    pub email: Option<String>,
    /// Any role except `external`. Only owners can invite owners and admins.
    pub role: Role,
    /// The estates to grant to a guest, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}

/// Invites the addresses of a list.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct CreateInvitations {
    /// At most 500 addresses: one on each line, the recipients of an email (`Ada <ada@example.com>, …`), or a CSV file.
    #[schema(min_length = 1, max_length = 60_000, example = "Ada <ada@example.com>")]
    pub list: String,
    /// Any role except `external`. Only owners can invite owners and admins.
    pub role: Role,
    /// The estates to grant to a guest, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}

/// What happened with an address of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationOutcome {
    /// It gets an email.
    Invited,
    AlreadyMember,
    /// It has a pending invitation.
    AlreadyInvited,
    /// An earlier line has the same address.
    Duplicate,
    /// The organization has invited it three times in a day.
    TooOften,
    /// It is no email address.
    Invalid,
}

/// An entry of a list, and what happened with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationResult {
    /// The number of the line, from 1.
    pub line: u32,
    /// The address as it was written.
    pub text: String,
    /// The address that was read; null for an invalid one.
    pub email: Option<String>,
    pub outcome: InvitationOutcome,
    /// Why it is invalid.
    pub reason: Option<String>,
}

/// The entries of a list in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationResults {
    pub items: Vec<InvitationResult>,
}

/// Filters a list of invitations.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InvitationFilter {
    /// Only invitations with this status.
    pub status: Option<InvitationStatus>,
}

/// An invitation as the holder of its link sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationShown {
    pub organization: InvitingOrganization,
    /// The inviter's name.
    pub invited_by: Option<String>,
    pub role: Role,
    /// The invited address; shortened to `a…@example.com` for everyone except its owner.
    pub email: Option<String>,
    pub status: InvitationStatus,
    pub expires_at: Timestamp,
}

/// The organization of an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitingOrganization {
    pub name: String,
    /// Always null: only signed-in users can see pictures.
    pub logo: Option<String>,
}

/// An accepted invitation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedInvitation {
    pub organization_id: OrganizationId,
    /// The organization's name in URLs.
    pub slug: String,
    /// The estate to open first.
    pub estate_id: Option<EstateId>,
}
