//! States of things that stand in the way of a change, each with a code of its own: the 409s that a client tells apart.

use serde_json::{Value, json};

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConflictCode {
    /// The last way to sign in cannot be taken away.
    LastAccount,
    /// An organization keeps at least one owner.
    LastOwner,
    /// Organizations (id and name) that others belong to and nobody else owns.
    HandOverFirst(Vec<(String, String)>),
    /// Another organization has, or had, that slug.
    SlugTaken,
    /// The invitation is for another address.
    EmailMismatch,
    /// The invitation was used, declined, revoked, or has run out.
    InvitationEnded,
    /// They belong to the organization already.
    AlreadyMember,
    /// They were invited already.
    AlreadyInvited,
    /// An organization's default estate stays until another is the default.
    DefaultEstate,
    /// The domain's TXT record does not say what it should.
    DomainNotVerified,
    /// Another organization has verified that domain.
    DomainTaken,
}

impl ConflictCode {
    /// The code in the envelope.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LastAccount => "LAST_ACCOUNT",
            Self::LastOwner => "LAST_OWNER",
            Self::HandOverFirst(_) => "HAND_OVER_FIRST",
            Self::SlugTaken => "SLUG_TAKEN",
            Self::EmailMismatch => "EMAIL_MISMATCH",
            Self::InvitationEnded => "INVITATION_ENDED",
            Self::AlreadyMember => "ALREADY_MEMBER",
            Self::AlreadyInvited => "ALREADY_INVITED",
            Self::DefaultEstate => "DEFAULT_ESTATE",
            Self::DomainNotVerified => "DOMAIN_NOT_VERIFIED",
            Self::DomainTaken => "DOMAIN_TAKEN",
        }
    }

    /// A sentence for people.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::LastAccount => "This is the last way to sign in: add another one first.",
            Self::LastOwner => "An organization needs an owner: make somebody else an owner first.",
            Self::HandOverFirst(_) => {
                "You are the only owner of organizations that others belong to: hand them over first."
            }
            Self::SlugTaken => "This address is taken.",
            Self::EmailMismatch => "The invitation is for another e-mail address.",
            Self::InvitationEnded => "This invitation is no longer good: ask for a new one.",
            Self::AlreadyMember => "They belong to the organization already.",
            Self::AlreadyInvited => "They were invited already: send that invitation again.",
            Self::DefaultEstate => "This is the default estate: make another one the default first.",
            Self::DomainNotVerified => "The domain's TXT record was not found, or says something else.",
            Self::DomainTaken => "Another organization has verified this domain.",
        }
    }

    /// What the client may know beside the message.
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
