//! Users, and what they are told about themselves.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::edge::database::flag;

/// A user's role on the platform; roles in organizations are another thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    /// Everybody.
    User,
    /// An administrator of the platform.
    Admin,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// As it wants to be called.
    pub name: String,
    /// Where mail reaches it; lower case.
    pub email: String,
    /// Address of a picture.
    pub image: Option<String>,
    /// On the platform.
    pub role: UserRole,
    /// Whether the address was proven.
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    /// Whether pages show more than most people want to know.
    #[serde(deserialize_with = "flag")]
    pub debug_mode: bool,
    /// When it signed up.
    pub created_at: Timestamp,
}

/// The session that the caller's cookie stands for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrentSession {
    /// Its id.
    pub id: SessionId,
    /// When it ends unless it is used again.
    pub expires_at: Timestamp,
}

/// An organization of the caller, with the estates in it. It is written by SQLite; the type describes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyOrganization {
    id: OrganizationId,
    name: String,
    role: Role,
    /// At most 100, oldest first.
    estates: Vec<MyEstate>,
}

/// An estate of the caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyEstate {
    id: EstateId,
    name: String,
}

/// Who is signed in, and where they belong.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Who.
    pub user: User,
    /// By which session.
    pub session: CurrentSession,
    /// Where they belong, oldest organization first, at most 100.
    #[schema(value_type = Vec<MyOrganization>)]
    pub organizations: Box<RawValue>,
}

/// What somebody signs up with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// An e-mail address.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// 8 to 128 characters.
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
    /// As one wants to be called.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address of the account.
    #[schema(max_length = 254)]
    pub email: String,
    /// Its password.
    #[schema(format = Password, max_length = 128)]
    pub password: String,
}
