//! Invitations as the API shows them.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{EstateId, InvitationId, OrganizationId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// How far an invitation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InvitationStatus {
    /// It can be accepted.
    Pending,
    /// It was accepted.
    Accepted,
    /// Whom it was for does not want it.
    Declined,
    /// It was taken back.
    Revoked,
    /// Its seven days are over.
    Expired,
}

/// Who invited.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inviter {
    /// Their id.
    pub id: UserId,
    /// As they want to be called.
    pub name: String,
}

/// An invitation to an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// For whom; null for a link, which is for everybody who has it.
    pub email: Option<String>,
    /// As what.
    pub role: Role,
    /// A guest's estates.
    pub estate_ids: Vec<EstateId>,
    /// How far it is.
    pub status: InvitationStatus,
    /// By whom; null when they are gone.
    pub invited_by: Option<Inviter>,
    /// How many came by it.
    pub uses: u32,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A new invitation and its link, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The link.
    pub url: String,
}

/// What somebody invites with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Invite {
    /// For whom; a link for everybody who has it when absent.
    #[schema(format = Email, max_length = 254)]
    pub email: Option<String>,
    /// Any role but `external`; only owners invite owners and admins.
    pub role: Role,
    /// For a guest: the estates that are granted, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}

/// Which invitations are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InvitationFilter {
    /// How far they are.
    pub status: Option<InvitationStatus>,
}

/// An invitation as whoever holds its link sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationShown {
    /// Where.
    pub organization: InvitingOrganization,
    /// As whom the inviter wants to be called.
    pub invited_by: Option<String>,
    /// As what.
    pub role: Role,
    /// For whom, in full for themselves only: `a…@example.com`.
    pub email: Option<String>,
    /// How far it is.
    pub status: InvitationStatus,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// The organization that somebody is invited to.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitingOrganization {
    /// What it is called.
    pub name: String,
    /// Always null: pictures are for those who are signed in.
    pub logo: Option<String>,
}

/// Where somebody belongs now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// The organization.
    pub organization_id: OrganizationId,
    /// What it is called in addresses.
    pub slug: String,
    /// The estate to begin with.
    pub estate_id: Option<EstateId>,
}
