//! What is known of each provider: where its endpoints are, what is asked of it, how it says who somebody is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::Edge;

/// Somebody else's accounts that one can sign in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// OpenID Connect.
    Google,
    /// An OAuth App, and the REST API.
    GitHub,
    /// OpenID Connect ("Sign in with Slack").
    Slack,
}

impl Provider {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Google, Self::GitHub, Self::Slack];

    /// The name in SQL, JSON and paths.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::GitHub => "github",
            Self::Slack => "slack",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::Slack => "Slack",
        }
    }

    /// The provider of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.id() == id)
    }

    /// How it is reached; nothing where its variables and secrets are not set.
    #[must_use]
    pub fn configured(self, edge: &Edge) -> Option<Client> {
        let variable = |name| edge.optional_variable(name);
        let base = |name| Some(variable(name)?.trim_end_matches('/').to_owned());
        Some(match self {
            // https://developers.google.com/identity/openid-connect/openid-connect
            Self::Google => Client {
                provider: self,
                client_id: variable("GOOGLE_CLIENT_ID")?,
                client_secret: variable("GOOGLE_CLIENT_SECRET")?,
                authorize_url: variable("GOOGLE_AUTHORIZE_URL")?,
                token_url: variable("GOOGLE_TOKEN_URL")?,
                scopes: "openid email profile",
                source: Source::IdToken { issuer: variable("GOOGLE_ISSUER")?, keys_url: variable("GOOGLE_KEYS_URL")? },
            },
            // https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
            Self::GitHub => Client {
                provider: self,
                client_id: variable("GITHUB_OAUTH_CLIENT_ID")?,
                client_secret: variable("GITHUB_OAUTH_CLIENT_SECRET")?,
                authorize_url: base("GITHUB_URL")? + "/login/oauth/authorize",
                token_url: base("GITHUB_URL")? + "/login/oauth/access_token",
                scopes: "read:user user:email",
                source: Source::GitHubApi { url: base("GITHUB_API_URL")? },
            },
            // https://docs.slack.dev/authentication/sign-in-with-slack/
            Self::Slack => Client {
                provider: self,
                client_id: variable("SLACK_CLIENT_ID")?,
                client_secret: variable("SLACK_CLIENT_SECRET")?,
                authorize_url: base("SLACK_URL")? + "/openid/connect/authorize",
                token_url: base("SLACK_URL")? + "/api/openid.connect.token",
                scopes: "openid email profile",
                source: Source::IdToken {
                    issuer: base("SLACK_URL")?,
                    keys_url: base("SLACK_URL")? + "/openid/connect/keys",
                },
            },
        })
    }
}

/// A provider as this platform is registered with it.
pub struct Client {
    /// Which.
    pub provider: Provider,
    /// Our id there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: String,
    /// Where browsers are sent.
    pub authorize_url: String,
    /// Where codes are exchanged.
    pub token_url: String,
    /// What is asked for, separated by blanks.
    pub scopes: &'static str,
    /// How it says who somebody is.
    pub source: Source,
}

/// How a provider says who somebody is.
pub enum Source {
    /// By a signed id_token.
    IdToken {
        /// Who must have issued it.
        issuer: String,
        /// Where its keys are.
        keys_url: String,
    },
    /// By GitHub's REST API.
    GitHubApi {
        /// Its address.
        url: String,
    },
}

impl Source {
    /// The claim by which an answer names its issuer (RFC 9207), where the provider has one.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        match self {
            Self::IdToken { issuer, .. } => Some(issuer),
            Self::GitHubApi { .. } => None,
        }
    }
}

/// Who somebody is, as a provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id there; it never changes.
    pub account_id: String,
    /// How the account is called there: an address or a login name.
    pub label: Option<String>,
    /// As they want to be called.
    pub name: Option<String>,
    /// Where mail reaches them, lower case, if that is an address.
    pub email: Option<String>,
    /// Whether the provider has proven that.
    pub email_verified: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for provider in Provider::ALL {
            assert_eq!(Provider::named(provider.id()), Some(provider));
            assert_eq!(serde_json::to_value(provider).unwrap(), provider.id());
        }
        for other in ["", "credential", "Google", "github-app", "slack-bot"] {
            assert_eq!(Provider::named(other), None);
        }
    }
}
