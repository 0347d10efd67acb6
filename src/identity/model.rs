//! Users as the API returns them, and the bodies of signing up and in.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use super::administrators;
use super::api_clients::Tokens;
use super::passkeys::PasskeyAssertion;
use super::second_factors::FactorMethod;
use super::sessions::SessionKind;
use crate::edge::Edge;

/// A user's role on the platform, separate from the roles in organizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    User,
    Admin,
}

/// A user.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct User {
    pub id: UserId,
    pub name: String,
    /// Lower case.
    pub email: String,
    /// Path of the picture.
    pub image: Option<String>,
    pub role: UserRole,
    #[serde(deserialize_with = "flag")]
    pub email_verified: bool,
    /// Whether the user has opened a link that was sent to the address, or the authority for its domain vouches for it.
    /// Roles and memberships by domain need it.
    #[serde(deserialize_with = "flag")]
    pub email_proven: bool,
    /// Whether pages show details for debugging.
    #[serde(deserialize_with = "flag")]
    pub debug_mode: bool,
    /// Whether the user can sign in with a password.
    #[serde(deserialize_with = "flag")]
    pub has_password: bool,
    /// Whether signing in needs a second factor.
    #[serde(deserialize_with = "flag")]
    pub has_second_factor: bool,
    pub created_at: Timestamp,
}

impl User {
    /// Returns the user with the administrator's role when the address gives it.
    #[must_use]
    pub fn with_role(mut self, edge: &Edge) -> Self {
        if administrators::is_named(edge, &self.email, self.email_proven) {
            self.role = UserRole::Admin;
        }
        self
    }
}

/// The session of the request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrentSession {
    pub id: SessionId,
    pub kind: SessionKind,
    /// The end of the session, unless it is used again.
    pub expires_at: Timestamp,
    /// The administrator who impersonates the user.
    #[schema(required)]
    pub impersonated_by: Option<Impersonator>,
}

/// An administrator who impersonates a user.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Impersonator {
    pub id: UserId,
    pub name: String,
    pub email: String,
}

/// An organization of the caller, with its estates. SQLite writes the JSON; this type only describes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyOrganization {
    id: OrganizationId,
    name: String,
    slug: String,
    /// Path of the logo.
    #[schema(required)]
    logo: Option<String>,
    role: Role,
    /// The permissions that a custom role limits the role to, on estates too; null without one.
    #[schema(required)]
    permissions: Option<Vec<String>>,
    /// From when the organization admits only members with a second factor; null when it does not require one.
    #[schema(required)]
    second_factor_required_from: Option<Timestamp>,
    /// Whether the organization requires single sign-on, which this session was not started with.
    is_sso_missing: bool,
    /// The estate that the organization's pages open with; absent for a guest without access to it.
    #[schema(required)]
    default_estate_id: Option<EstateId>,
    /// At most 100, oldest first. Guests see only the estates granted to them.
    estates: Vec<MyEstate>,
}

/// An estate of the caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyEstate {
    id: EstateId,
    name: String,
    /// The caller's role on the estate: that in the organization, or a higher one that they or a team have on it.
    role: Role,
}

/// The signed-in user with the session and the organizations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    pub user: User,
    pub session: CurrentSession,
    /// At most 100, oldest first.
    #[schema(value_type = Vec<MyOrganization>)]
    pub organizations: Box<RawValue>,
}

/// The result of a sign-in: the user for a page of this site, tokens for every other client.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SignInResult {
    Browser(Me),
    Client(Tokens),
    SecondFactor(SecondFactorRequired),
}

impl From<SignInOutcome> for SignInResult {
    fn from(outcome: SignInOutcome) -> Self {
        match outcome {
            SignInOutcome::SignedIn(me) => Self::Browser(*me),
            SignInOutcome::SecondFactor(required) => Self::SecondFactor(required),
        }
    }
}

/// The result of a first factor in a browser: the signed-in user, or the second factor that is required.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SignInOutcome {
    SignedIn(Box<Me>),
    SecondFactor(SecondFactorRequired),
}

/// The same for a link.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SignInByLinkOutcome {
    SignedIn(Box<SignedInByLink>),
    SecondFactor(SecondFactorRequiredByLink),
}

/// There is no session yet: `auth.verifySecondFactor` in this browser gives it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorRequired {
    pub second_factor: SecondFactorChallenge,
}

/// The same for a link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorRequiredByLink {
    pub second_factor: SecondFactorChallenge,
    /// The path on this site that the link was requested with.
    #[schema(required)]
    pub return_url: Option<String>,
}

/// A sign-in that waits for a second factor.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorChallenge {
    /// The factors that complete it.
    pub methods: Vec<FactorMethod>,
    /// When the user has to sign in again from the start.
    pub expires_at: Timestamp,
}

/// The other users who are signed in in a browser.
#[derive(Serialize, ToSchema)]
pub struct ParkedSessions {
    pub items: Vec<ParkedSession>,
}

/// A session of another user in the same browser.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParkedSession {
    pub id: SessionId,
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub image: Option<String>,
    /// The user's first organization.
    pub organization_name: Option<String>,
}

/// The session to switch to.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ActivatedSession {
    /// One of the parked sessions.
    pub session_id: SessionId,
}

/// A sign-up.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SignUp {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The token of an invitation. The user joins its organization instead of creating one.
    #[schema(max_length = 100)]
    pub invitation: Option<String>,
    /// The token of Turnstile's widget, where `auth.listProviders` asks for it. It works once.
    #[schema(max_length = 2048)]
    pub turnstile_token: Option<String>,
}

/// A sign-up with the link of an invitation's email, which verifies the address.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUpByInvitation {
    /// The invited address.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The token of the invitation.
    #[schema(max_length = 100)]
    pub invitation: String,
    /// The `proof` in the fragment of the emailed link.
    #[schema(max_length = 100)]
    pub proof: String,
}

/// The body of a sign-in with a password.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SignIn {
    #[schema(max_length = 254)]
    pub email: String,
    #[schema(format = Password, max_length = 128)]
    pub password: String,
    /// The token of Turnstile's widget, where `auth.listProviders` asks for it. It works once.
    #[schema(max_length = 2048)]
    pub turnstile_token: Option<String>,
}

/// An email address and the code that was sent to it.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailAndCode {
    #[schema(max_length = 254)]
    pub email: String,
    /// Six digits. Spaces are ignored.
    #[schema(max_length = 32)]
    pub code: String,
}

/// The email address to send to.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EmailOnly {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The token of Turnstile's widget, where `auth.listProviders` asks for it. It works once.
    #[schema(max_length = 2048)]
    pub turnstile_token: Option<String>,
}

/// The email address to send a link to.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SendLink {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// A path on this site to open after signing in.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
    /// The token of Turnstile's widget, where `auth.listProviders` asks for it. It works once.
    #[schema(max_length = 2048)]
    pub turnstile_token: Option<String>,
}

/// The token of a link.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    #[schema(max_length = 100)]
    pub token: String,
    /// The address of the account that the link signs in to, as the error `CONFIRM_ACCOUNT` returned it. Confirms a link
    /// that was requested in another browser.
    #[schema(max_length = 254)]
    pub email: Option<String>,
}

/// The token of the link in an email about a sign-in.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectedToken {
    #[schema(max_length = 100)]
    pub token: String,
}

/// A rejected sign-in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInRejected {
    /// The email with a link that sets a new password; null when the account has another address by now.
    #[schema(required)]
    pub password_reset: Option<MailSent>,
}

/// The token of a link, and a new password.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    #[schema(max_length = 100)]
    pub token: String,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
}

/// The response to a request for an email. It is the same whether or not the account exists.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailSent {
    pub email: String,
    /// When the code or link in the email expires.
    pub expires_at: Timestamp,
}

/// A proof of who the caller is. Exactly one field must be present.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Confirm {
    #[schema(format = Password, max_length = 128)]
    pub password: Option<String>,
    pub passkey: Option<PasskeyAssertion>,
    /// A code of the authenticator app, or a backup code.
    #[schema(max_length = 64)]
    pub code: Option<String>,
    /// The code from `auth.sendConfirmationCode`.
    #[schema(max_length = 32)]
    pub email_code: Option<String>,
}

/// What a user can confirm with: the field of the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConfirmationMethod {
    Passkey,
    Password,
    Code,
    EmailCode,
}

/// What a user can confirm with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmationMethods {
    pub items: Vec<ConfirmationMethod>,
}

/// A confirmation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Confirmed {
    pub confirmed_until: Timestamp,
}

/// The response to signing in with a link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedInByLink {
    pub me: Me,
    /// The path on this site that the link was requested with.
    #[schema(required)]
    pub return_url: Option<String>,
}
