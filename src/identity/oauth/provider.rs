//! The providers: their endpoints, the scopes that are requested, and where an identity comes from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::Edge;

/// An OAuth provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// OpenID Connect.
    Google,
    /// A GitHub OAuth App, with the REST API.
    GitHub,
    /// OpenID Connect ("Sign in with Slack").
    Slack,
}

impl Provider {
    /// In the order in which the sign-in page offers them.
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

    /// The name that pages show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::Slack => "Slack",
        }
    }

    /// The provider with that id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.id() == id)
    }

    /// The client for this provider, or none where its variables and secrets are not set.
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
                source: IdentitySource::IdToken {
                    issuer: variable("GOOGLE_ISSUER")?,
                    keys_url: variable("GOOGLE_KEYS_URL")?,
                },
            },
            // https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
            Self::GitHub => Client {
                provider: self,
                client_id: variable("GITHUB_OAUTH_CLIENT_ID")?,
                client_secret: variable("GITHUB_OAUTH_CLIENT_SECRET")?,
                authorize_url: base("GITHUB_URL")? + "/login/oauth/authorize",
                token_url: base("GITHUB_URL")? + "/login/oauth/access_token",
                scopes: "read:user user:email",
                source: IdentitySource::GitHubApi { url: base("GITHUB_API_URL")? },
            },
            // https://docs.slack.dev/authentication/sign-in-with-slack/
            Self::Slack => Client {
                provider: self,
                client_id: variable("SLACK_CLIENT_ID")?,
                client_secret: variable("SLACK_CLIENT_SECRET")?,
                authorize_url: base("SLACK_URL")? + "/openid/connect/authorize",
                token_url: base("SLACK_URL")? + "/api/openid.connect.token",
                scopes: "openid email profile",
                source: IdentitySource::IdToken {
                    issuer: base("SLACK_URL")?,
                    keys_url: base("SLACK_URL")? + "/openid/connect/keys",
                },
            },
        })
    }
}

/// The platform's registration as an OAuth client of a provider.
pub struct Client {
    pub provider: Provider,
    pub client_id: String,
    pub client_secret: String,
    pub authorize_url: String,
    pub token_url: String,
    /// Separated by spaces.
    pub scopes: &'static str,
    pub source: IdentitySource,
}

/// Where an identity comes from.
pub enum IdentitySource {
    /// A signed id_token of this issuer.
    IdToken { issuer: String, keys_url: String },
    /// GitHub's REST API.
    GitHubApi { url: String },
}

impl IdentitySource {
    /// The issuer that a callback may name (RFC 9207), where the provider has one.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        match self {
            Self::IdToken { issuer, .. } => Some(issuer),
            Self::GitHubApi { .. } => None,
        }
    }
}

/// A person at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Unique at the provider, and never changes.
    pub account_id: String,
    /// The address or the login name at the provider.
    pub label: Option<String>,
    pub name: Option<String>,
    /// A valid address in lower case.
    pub email: Option<String>,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for provider in Provider::ALL {
            assert_eq!(Provider::named(provider.id()), Some(provider));
            assert_eq!(serde_json::to_value(provider).unwrap(), provider.id());
        }
        for other in ["", "credential", "Google", "github-app", "slack-bot"] {
            assert_eq!(Provider::named(other), None);
        }
    }
}
