//! Single sign-on by OpenID Connect with the identity provider of an organization: OAuth 2.1's authorization code flow with
//! PKCE, state and nonce, as for other providers, and endpoints by discovery.
//!
//! This domain knows neither organizations nor their domains: who may sign in with which connection is decided above it.

mod discovery;
mod flow;
mod identity;
mod sign_in;
mod store;

pub use discovery::{Metadata, SERVICE, discover};
pub use flow::{Callback, CallbackQuery, Registration, Test, begin, finish, test};
pub use identity::SsoIdentity;
pub use sign_in::{
    KnownUser, KnownUsers, commit, create_user, end_sessions, find_users, is_lost_race, link, unlink_former_member,
};
#[cfg(test)]
pub use store::STATEMENTS;

use steward_kernel::error::Error;

/// Why single sign-on failed.
#[derive(Debug)]
pub enum SsoError {
    /// The page that follows explains it.
    Problem(Problem),
    /// The page only shows that signing in failed.
    Failed(Error),
}

impl From<Problem> for SsoError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for SsoError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A problem that the page of single sign-on explains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The user cancelled at the provider, or may not use the application there.
    Denied,
    /// The provider started the sign-in.
    Unrequested,
    /// The state is unknown, expired, used, or of another browser or organization.
    State,
    /// The provider refused the request with this error code.
    Refused(String),
    /// The provider does not accept the client id or secret.
    Client,
    /// The provider is not reachable, or answered with something invalid: a message for the log.
    Provider(String),
    /// The provider sent no email address, or one that it has not verified.
    EmailMissing,
    /// The address is not at a domain that the organization has verified.
    Domain,
    /// The address belongs to a user who is linked to another identity at the provider.
    LinkedElsewhere,
    /// The user's membership in the organization has ended.
    Removed,
    /// The connection was changed or removed meanwhile.
    Changed,
    Banned,
}

impl Problem {
    /// The code in the query of the page's URL.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied => "oauth_denied",
            Self::State => "oauth_state",
            Self::Banned => "banned",
            Self::Unrequested => "sso_unrequested",
            Self::Refused(_) => "sso_refused",
            Self::Client => "sso_client",
            Self::Provider(_) => "sso_provider",
            Self::EmailMissing => "sso_email_missing",
            Self::Domain => "sso_domain",
            Self::LinkedElsewhere => "sso_linked_elsewhere",
            Self::Removed => "sso_removed",
            Self::Changed => "sso_changed",
        }
    }
}
