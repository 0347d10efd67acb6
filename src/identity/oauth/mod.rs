//! Signing in with accounts at Google, GitHub and Slack, and linking them: OAuth 2.1's authorization code with PKCE,
//! OpenID Connect where there is an id_token.
//!
//! A browser that is sent to a provider keeps a cookie; the state that the provider brings back is good once, within ten
//! minutes, and with that cookie. Whoever comes back is the user that the account belongs to, else the one who has
//! proven the same address, else somebody new.

mod arrival;
mod exchange;
mod github;
mod id_token;
mod keys;
mod model;
mod provider;
mod routes;
mod service;
mod state;
mod store;

pub use model::{StartLink, WayThere};
pub use provider::Provider;
pub use routes::routes;
pub use service::start_link;
#[cfg(test)]
pub use store::STATEMENTS;

/// Why a sign-in did not work, as the page that one ends on is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Refused at the provider.
    Denied,
    /// Not begun in this browser, too long ago, or done already.
    State,
    /// The provider did not do what it should; the log says what.
    Failed,
    /// The provider has not proven the address.
    EmailUnverified,
    /// Somebody has the address, and has not proven it here.
    AccountExists,
    /// The account signs in somebody else.
    LinkedElsewhere,
    /// The user is banned.
    Banned,
}

impl Problem {
    /// The code in the page's address.
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
        }
    }
}
