//! Conflicts with a code of their own, for clients that handle them differently (409).

use serde_json::{Value, json};

/// Why the current state does not allow a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConflictCode {
    /// A user must keep one way to sign in.
    LastAccount,
    /// An organization must keep one owner.
    LastOwner,
    /// The user is the only owner of these organizations (id and name), which have other members.
    HandOverFirst(Vec<(String, String)>),
    /// The user is the only owner who can sign in of these organizations (id and name), which have other members.
    OnlyOwner(Vec<(String, String)>),
    /// The link signs in to the account of this address, and was requested in another browser.
    ConfirmAccount(String),
    /// Another organization has or had the slug.
    SlugTaken,
    /// Another one of the organization has the name.
    NameTaken,
    /// This many members and service accounts have the custom role.
    CustomRoleInUse {
        members: u32,
        service_accounts: u32,
    },
    /// The invitation is for another email address.
    EmailMismatch,
    /// The invitation is for the user's address, which the platform has not verified.
    EmailUnverified,
    /// What the address's domain gives needs a link that was opened in the mailbox.
    EmailNotProven,
    /// The invitation was accepted, declined or revoked, or has expired.
    InvitationEnded,
    AlreadyMember,
    AlreadyInvited,
    /// The default estate of an organization cannot be deleted.
    DefaultEstate,
    /// The TXT record of the domain is missing or has another value.
    DomainNotVerified(Option<DomainRecords>),
    /// Another organization has verified the domain.
    DomainTaken,
    /// The user has not authorized the GitHub App, or GitHub no longer accepts the authorization.
    GitHubAuthorizationRequired,
    /// The user may read the repository at GitHub, but not write to it.
    GitHubWriteAccessRequired,
    /// Nobody who manages the estate has rights on its repository any more.
    RepositoryUnconfirmed,
    /// Who requires a second factor of others must have one.
    NoSecondFactor,
    /// The user has an authenticator app already.
    TotpExists,
    /// No organization that has verified the address's domain offers single sign-on.
    SsoNotAvailable,
    /// Who requires single sign-on of others must name an owner who can enter without it.
    NoBreakGlassOwner,
    /// The identity provider manages the team's name and members.
    TeamProvisioned,
    /// The sign-in that waits for a second factor has expired, or had too many wrong codes.
    SignInExpired,
    /// A request with this `Idempotency-Key` is running.
    RequestInProgress,
    /// The request with this `Idempotency-Key` took effect, but its response cannot be given again.
    ResponseNotKept,
    /// The browser is signed in as another user than the one that the page was loaded for.
    AccountSwitched,
    /// New accounts are only for addresses that administrators allow, and for invited ones.
    SignUpRefused,
    /// The address is on the waitlist, and administrators have not let it in yet.
    Waitlisted,
}

/// What was looked up to verify a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRecords {
    /// The name of the TXT record.
    pub name: String,
    /// The value that it must have.
    pub expected: String,
    /// The values of the TXT records with this name.
    pub found: Vec<String>,
    /// Another name, at which the expected value was found.
    pub found_at: Option<String>,
}

impl ConflictCode {
    /// The code in the response.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LastAccount => "LAST_ACCOUNT",
            Self::LastOwner => "LAST_OWNER",
            Self::HandOverFirst(_) => "HAND_OVER_FIRST",
            Self::OnlyOwner(_) => "ONLY_OWNER",
            Self::ConfirmAccount(_) => "CONFIRM_ACCOUNT",
            Self::SlugTaken => "SLUG_TAKEN",
            Self::NameTaken => "NAME_TAKEN",
            Self::CustomRoleInUse { .. } => "CUSTOM_ROLE_IN_USE",
            Self::EmailMismatch => "EMAIL_MISMATCH",
            Self::EmailUnverified => "EMAIL_UNVERIFIED",
            Self::EmailNotProven => "EMAIL_NOT_PROVEN",
            Self::InvitationEnded => "INVITATION_ENDED",
            Self::AlreadyMember => "ALREADY_MEMBER",
            Self::AlreadyInvited => "ALREADY_INVITED",
            Self::DefaultEstate => "DEFAULT_ESTATE",
            Self::DomainNotVerified(_) => "DOMAIN_NOT_VERIFIED",
            Self::DomainTaken => "DOMAIN_TAKEN",
            Self::GitHubAuthorizationRequired => "GITHUB_AUTHORIZATION_REQUIRED",
            Self::GitHubWriteAccessRequired => "GITHUB_WRITE_ACCESS_REQUIRED",
            Self::RepositoryUnconfirmed => "REPOSITORY_UNCONFIRMED",
            Self::NoSecondFactor => "NO_SECOND_FACTOR",
            Self::TotpExists => "TOTP_EXISTS",
            Self::SsoNotAvailable => "SSO_NOT_AVAILABLE",
            Self::NoBreakGlassOwner => "NO_BREAK_GLASS_OWNER",
            Self::TeamProvisioned => "TEAM_PROVISIONED",
            Self::SignInExpired => "SIGN_IN_EXPIRED",
            Self::RequestInProgress => "REQUEST_IN_PROGRESS",
            Self::ResponseNotKept => "RESPONSE_NOT_KEPT",
            Self::AccountSwitched => "ACCOUNT_SWITCHED",
            Self::SignUpRefused => "SIGN_UP_REFUSED",
            Self::Waitlisted => "WAITLISTED",
        }
    }

    /// The message in the response.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::LastAccount => "This is your only sign-in method: add another one first.",
            Self::LastOwner => "An organization needs an owner: make another member an owner first.",
            Self::HandOverFirst(_) => {
                "The account is the only owner of organizations with other members: transfer them first."
            }
            Self::OnlyOwner(_) => {
                "The user is the only owner of organizations with other members, which nobody can manage without them."
            }
            Self::ConfirmAccount(_) => {
                "This link was requested in another browser: confirm the account that it signs in to."
            }
            Self::SlugTaken => "This slug is taken: choose another one.",
            Self::NameTaken => "This name is taken: choose another one.",
            Self::CustomRoleInUse { .. } => "Members or service accounts have this role: give them another one first.",
            Self::EmailUnverified => "Verify your email address first.",
            Self::EmailNotProven => "Open a sign-in link from your mailbox first: it proves that the address is yours.",
            Self::EmailMismatch => "This invitation is for another email address: sign in with that address.",
            Self::InvitationEnded => "This invitation is no longer valid: ask for a new one.",
            Self::AlreadyMember => "This address is already a member.",
            Self::AlreadyInvited => "This address is already invited: send the invitation again.",
            Self::DefaultEstate => "This is the default estate: make another estate the default first.",
            Self::DomainNotVerified(records) => match records {
                None => "Verify the domain first.",
                Some(DomainRecords { found_at: Some(_), .. }) => {
                    "The TXT record has another name: many providers add the domain themselves. Correct it, then try again."
                }
                Some(DomainRecords { found, .. }) if found.is_empty() => {
                    "There is no TXT record with this name yet. New records can take an hour to appear."
                }
                Some(_) => "The TXT record has another value: correct it, then try again.",
            },
            Self::DomainTaken => "Another organization has verified this domain.",
            Self::GitHubAuthorizationRequired => {
                "GitHub must know who you are: authorize the GitHub App with your account first."
            }
            Self::GitHubWriteAccessRequired => {
                "Your GitHub account may not write to this repository: ask somebody who may."
            }
            Self::RepositoryUnconfirmed => {
                "Nobody who manages the estate has rights on its repository any more: confirm the connection first."
            }
            Self::NoSecondFactor => "Add a second factor to your own account first.",
            Self::TotpExists => "You already have an authenticator app: remove it first.",
            Self::SsoNotAvailable => "There is no single sign-on for this address: sign in another way.",
            Self::NoBreakGlassOwner => "Single sign-on is required: name another owner who can enter without it first.",
            Self::TeamProvisioned => "The identity provider manages this team: change its name and its members there.",
            Self::SignInExpired => "This sign-in has expired: sign in again.",
            Self::RequestInProgress => "A request with this Idempotency-Key is running: try again in a moment.",
            Self::ResponseNotKept => {
                "The request with this Idempotency-Key took effect, but its response is not available any more: look at what it changed."
            }
            Self::AccountSwitched => "This browser is signed in to another account now: reload the page.",
            Self::SignUpRefused => "Sign-up is by invitation only: ask an organization to invite this address.",
            Self::Waitlisted => "This address is on the waitlist: you get an email when you can sign up.",
        }
    }

    /// The context in the response.
    #[must_use]
    pub fn context(&self) -> Value {
        match self {
            Self::SlugTaken => json!({ "field": "slug" }),
            Self::NameTaken => json!({ "field": "name" }),
            Self::AlreadyMember | Self::AlreadyInvited | Self::SsoNotAvailable => json!({ "field": "email" }),
            Self::DomainTaken => json!({ "field": "domain" }),
            Self::ConfirmAccount(email) => json!({ "email": email }),
            Self::CustomRoleInUse { members, service_accounts } => {
                json!({ "members": members, "serviceAccounts": service_accounts })
            }
            Self::HandOverFirst(organizations) | Self::OnlyOwner(organizations) => json!({
                "organizations": organizations.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect::<Vec<_>>(),
            }),
            Self::DomainNotVerified(Some(DomainRecords { name, expected, found, found_at })) => {
                json!({ "name": name, "expected": expected, "found": found, "foundAt": found_at })
            }
            _ => json!({}),
        }
    }
}
