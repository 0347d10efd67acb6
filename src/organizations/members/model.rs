//! Members as the API shows them, and what is asked of their list.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use steward_kernel::id::{EstateId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

/// Somebody who belongs to an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// As they want to be called.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// Address of a picture.
    pub image: Option<String>,
    /// As what.
    pub role: Role,
    /// Whether it is a program.
    pub is_bot: bool,
    /// As a connected Slack workspace knows them.
    #[schema(value_type = Option<SlackPerson>)]
    pub slack: Option<Box<RawValue>>,
    /// The estates that were granted to a guest; null for everybody else.
    #[schema(value_type = Option<Vec<EstateId>>)]
    pub estate_ids: Option<Box<RawValue>>,
    /// When they were last there.
    pub last_seen_at: Option<Timestamp>,
    /// Since when they belong to it.
    pub created_at: Timestamp,
}

/// Somebody as Slack knows them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlackPerson {
    /// The name in mentions.
    username: Option<String>,
    /// The name on the profile.
    real_name: Option<String>,
    /// Names of the channels that they were met in.
    channels: Vec<String>,
}

/// Whether somebody is of the organization itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MemberKind {
    /// Of the organization: all roles but the others.
    Internal,
    /// From outside: guests, and who is known from a connected workspace.
    External,
}

/// Which members are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberFilter {
    /// A part of the name, the e-mail address or the names in Slack.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// Of the organization, or from outside.
    #[param(inline)]
    pub kind: Option<MemberKind>,
    /// One role.
    pub role: Option<Role>,
}

/// What is to be changed of a member; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct MemberChange {
    /// Any role but `external`.
    pub role: Option<Role>,
    /// For a guest: all estates that are granted, at most 50.
    #[schema(max_items = 50)]
    pub estate_ids: Option<Vec<EstateId>>,
}
