//! Signing in with accounts at Google, GitHub and Slack, and linking them: OAuth 2.1's authorization code flow with
//! PKCE, and OpenID Connect where the provider issues id_tokens.
//!
//! The state that the provider returns is valid once, for ten minutes, and only with the cookie of the browser that
//! started the flow. The login signs in the user of the account, else the user with the same verified address, else a
//! new user.

pub(super) mod exchange;
mod github;
pub(super) mod id_token;
pub(super) mod keys;
pub(super) mod login;
mod model;
mod provider;
mod routes;
mod service;
pub(super) mod state;
mod store;

use steward_kernel::error::Error;

#[cfg(fuzzing)]
pub use id_token::fuzz as fuzz_id_token;
#[cfg(fuzzing)]
pub use keys::fuzz as fuzz_keys;
pub use login::SignInStep;
pub use model::{AuthorizationUrl, StartLink};
pub use provider::Provider;
pub use routes::OPERATIONS;
pub use service::start_link;
#[cfg(test)]
pub use store::STATEMENTS;

/// Why a callback failed to sign in or link.
pub enum CallbackError {
    /// Shown on the page that the browser is redirected to.
    Problem(Problem),
    /// Logged. The page only shows that signing in failed.
    Failed(Error),
}

impl From<Problem> for CallbackError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for CallbackError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A problem that the page after a callback shows to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The user cancelled at the provider.
    Denied,
    /// The state is unknown, expired, used, or of another browser.
    State,
    Failed,
    /// The provider has not verified the address.
    EmailUnverified,
    /// The address belongs to a user who has not verified it here.
    AccountExists,
    /// The account is linked to another user.
    LinkedElsewhere,
    Banned,
    /// The address may not sign up.
    SignUpRefused,
    /// The address is on the waitlist now.
    Waitlisted,
}

impl Problem {
    /// The code in the query of the page's URL.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied => "oauth_denied",
            Self::State => "oauth_state",
            Self::Failed => "oauth_failed",
            Self::EmailUnverified => "email_unverified",
            Self::AccountExists => "account_exists",
            Self::LinkedElsewhere => "account_linked_elsewhere",
            Self::Banned => "banned",
            Self::SignUpRefused => "sign_up_refused",
            Self::Waitlisted => "waitlisted",
        }
    }
}
