//! Single sign-on as the API returns it, and the bodies of its operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SsoConnectionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::api::Revised;

/// A role that the identity provider can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SsoRole {
    Admin,
    Member,
    Viewer,
}

impl From<SsoRole> for Role {
    fn from(role: SsoRole) -> Self {
        match role {
            SsoRole::Admin => Self::Admin,
            SsoRole::Member => Self::Member,
            SsoRole::Viewer => Self::Viewer,
        }
    }
}

/// The role of the people in a group at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleMapping {
    /// The name or id of the group, as the provider sends it.
    #[schema(min_length = 1, max_length = 200)]
    pub group: String,
    pub role: SsoRole,
}

/// The connection to an identity provider, without its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SsoConnection {
    pub id: SsoConnectionId,
    pub issuer: String,
    pub client_id: String,
    /// The claim with the names of a person's groups.
    pub groups_claim: String,
    pub role_mappings: Vec<RoleMapping>,
    /// The role of people without a group that is mapped.
    pub default_role: SsoRole,
    /// Since when members at the verified domains enter only with single sign-on; null while it is optional.
    #[schema(required)]
    pub enforced_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    /// Changes with every edit, for `If-Match`.
    pub revision: i64,
}

/// An owner, who can be named to enter without single sign-on.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct SsoOwner {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    #[serde(deserialize_with = "flag")]
    pub has_second_factor: bool,
    /// Whether the owner enters without single sign-on where it is required.
    #[serde(deserialize_with = "flag")]
    pub is_break_glass: bool,
}

/// The single sign-on of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sso {
    /// Null while there is none.
    #[schema(required)]
    pub connection: Option<SsoConnection>,
    /// The redirect URI to register at the identity provider.
    pub callback_url: String,
    /// The verified domains, whose addresses the provider is believed for.
    pub domains: Vec<String>,
    /// At most 100.
    pub owners: Vec<SsoOwner>,
}

impl Revised for Sso {
    fn revision(&self) -> Option<i64> {
        self.connection.as_ref().map(|connection| connection.revision)
    }
}

/// The connection to an identity provider.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SsoUpdate {
    /// The issuer, whose `/.well-known/openid-configuration` is read.
    #[schema(max_length = 500, example = "https://acme.okta.example")]
    pub issuer: String,
    #[schema(min_length = 1, max_length = 500)]
    pub client_id: String,
    /// Absent to keep the one that is stored.
    #[schema(format = Password, min_length = 1, max_length = 2000)]
    pub client_secret: Option<String>,
    /// `groups` when it is absent.
    #[schema(min_length = 1, max_length = 100)]
    pub groups_claim: Option<String>,
    /// At most 100.
    pub role_mappings: Vec<RoleMapping>,
    pub default_role: SsoRole,
}

/// Whether single sign-on is required, and who enters without it.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SsoEnforcement {
    pub enforced: bool,
    /// Owners who enter without single sign-on, in case it fails. At least one where it is required.
    pub break_glass_user_ids: Vec<UserId>,
}

/// A part of the test of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SsoCheckName {
    /// The provider's configuration is found.
    Discovery,
    /// The provider publishes keys.
    Keys,
    /// The provider accepts the client id and the client secret.
    Client,
}

/// The result of a part of the test.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoCheck {
    pub name: SsoCheckName,
    /// What is wrong; null when the check passed.
    #[schema(required)]
    pub problem: Option<String>,
}

/// The result of a test. Checks after one that failed may be left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoTest {
    pub checks: Vec<SsoCheck>,
}

/// The start of a sign-in.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StartSso {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// A path on this site to open after signing in.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// The URL to open in the browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoUrl {
    /// The identity provider's page.
    pub url: String,
}
