//! Users, and what they are told about themselves.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use super::administrators;
use super::session::SessionKind;
use crate::edge::Edge;
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
    /// Path of a picture.
    pub image: Option<String>,
    /// On the platform.
    pub role: UserRole,
    /// Whether the address was proven.
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    /// Whether pages show more than most people want to know.
    #[serde(deserialize_with = "flag")]
    pub debug_mode: bool,
    /// Whether a password is one of the ways to sign in.
    #[serde(deserialize_with = "flag")]
    pub has_password: bool,
    /// When it signed up.
    pub created_at: Timestamp,
}

impl User {
    /// With the role that the address gives, where that is more than what is stored.
    #[must_use]
    pub fn with_role(mut self, edge: &Edge) -> Self {
        if administrators::is_named(edge, &self.email, self.email_verified) {
            self.role = UserRole::Admin;
        }
        self
    }
}

/// The session that the caller's credential stands for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrentSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is: a browser's or a program's.
    pub kind: SessionKind,
    /// When it ends unless it is used again.
    pub expires_at: Timestamp,
    /// The administrator who acts in the user's place.
    #[schema(required)]
    pub impersonated_by: Option<Impersonator>,
}

/// An administrator who acts in somebody's place.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Impersonator {
    /// Who.
    pub id: UserId,
    /// As they want to be called.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
}

/// An organization of the caller, with the estates in it. It is written by SQLite; the type describes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyOrganization {
    id: OrganizationId,
    name: String,
    /// What stands in addresses.
    slug: String,
    /// Path of a picture.
    #[schema(required)]
    logo: Option<String>,
    role: Role,
    /// Where its pages begin; none for a guest who was not given it.
    #[schema(required)]
    default_estate_id: Option<EstateId>,
    /// At most 100, oldest first; of a guest those that were given.
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
    /// The token of an invitation: then its organization is joined, and none made.
    #[schema(max_length = 100)]
    pub invitation: Option<String>,
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

/// An address, and the six digits that were sent there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailAndCode {
    /// The e-mail address.
    #[schema(max_length = 254)]
    pub email: String,
    /// Six digits; spaces do not count.
    #[schema(max_length = 32)]
    pub code: String,
}

/// An address that something is to be sent to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailOnly {
    /// The e-mail address of the account.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// An address that a link is to be sent to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LinkWanted {
    /// The e-mail address of the account.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// Where the link leads on to: a path on this site.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// The token of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// As it stands in the link.
    #[schema(max_length = 100)]
    pub token: String,
}

/// The token of a link, and a new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// As it stands in the link.
    #[schema(max_length = 100)]
    pub token: String,
    /// 8 to 128 characters.
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
}

/// That mail is on its way. It is the same whether there is such an account or not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailSent {
    /// Where to.
    pub email: String,
    /// Until when what it holds is good.
    pub expires_at: Timestamp,
}

/// Who came by a link, and where they wanted to go.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CameByLink {
    /// Who.
    pub me: Me,
    /// A path on this site.
    #[schema(required)]
    pub return_url: Option<String>,
}
