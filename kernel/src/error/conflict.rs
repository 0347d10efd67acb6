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
    /// Another organization has or had the slug.
    SlugTaken,
    /// The invitation is for another email address.
    EmailMismatch,
    /// What the address's domain gives needs a link that was opened in the mailbox.
    EmailNotProven,
    /// The invitation was accepted, declined or revoked, or has expired.
    InvitationEnded,
    AlreadyMember,
    AlreadyInvited,
    /// The default estate of an organization cannot be deleted.
    DefaultEstate,
    /// The TXT record of the domain is missing or has another value.
    DomainNotVerified,
    /// Another organization has verified the domain.
    DomainTaken,
    /// Who requires a second factor of others must have one.
    NoSecondFactor,
    /// The user has an authenticator app already.
    TotpExists,
    /// The sign-in that waits for a second factor has expired, or had too many wrong codes.
    SignInExpired,
}

impl ConflictCode {
    /// The code in the response.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LastAccount => "LAST_ACCOUNT",
            Self::LastOwner => "LAST_OWNER",
            Self::HandOverFirst(_) => "HAND_OVER_FIRST",
            Self::SlugTaken => "SLUG_TAKEN",
            Self::EmailMismatch => "EMAIL_MISMATCH",
            Self::EmailNotProven => "EMAIL_NOT_PROVEN",
            Self::InvitationEnded => "INVITATION_ENDED",
            Self::AlreadyMember => "ALREADY_MEMBER",
            Self::AlreadyInvited => "ALREADY_INVITED",
            Self::DefaultEstate => "DEFAULT_ESTATE",
            Self::DomainNotVerified => "DOMAIN_NOT_VERIFIED",
            Self::DomainTaken => "DOMAIN_TAKEN",
            Self::NoSecondFactor => "NO_SECOND_FACTOR",
            Self::TotpExists => "TOTP_EXISTS",
            Self::SignInExpired => "SIGN_IN_EXPIRED",
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
            Self::SlugTaken => "This slug is taken: choose another one.",
            Self::EmailNotProven => "Open a sign-in link from your mailbox first: it proves that the address is yours.",
            Self::EmailMismatch => "This invitation is for another email address: sign in with that address.",
            Self::InvitationEnded => "This invitation is no longer valid: ask for a new one.",
            Self::AlreadyMember => "This address is already a member.",
            Self::AlreadyInvited => "This address is already invited: send the invitation again.",
            Self::DefaultEstate => "This is the default estate: make another estate the default first.",
            Self::DomainNotVerified => {
                "The domain's TXT record is missing or has another value: correct it, then try again."
            }
            Self::DomainTaken => "Another organization has verified this domain.",
            Self::NoSecondFactor => "Add a second factor to your own account first.",
            Self::TotpExists => "You already have an authenticator app: remove it first.",
            Self::SignInExpired => "This sign-in has expired: sign in again.",
        }
    }

    /// The context in the response.
    #[must_use]
    pub fn context(&self) -> Value {
        match self {
            Self::SlugTaken => json!({ "field": "slug" }),
            Self::AlreadyMember | Self::AlreadyInvited => json!({ "field": "email" }),
            Self::DomainTaken => json!({ "field": "domain" }),
            Self::HandOverFirst(organizations) => json!({
                "organizations": organizations.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect::<Vec<_>>(),
            }),
            _ => json!({}),
        }
    }
}
