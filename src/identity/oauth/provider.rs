//! The providers: their endpoints, the requested scopes, and the source of an identity.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

use crate::edge::Edge;

/// An OAuth provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, FromJson, ToSchema)]
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

    /// The display name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::Slack => "Slack",
        }
    }

    /// Finds the provider with an id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.id() == id)
    }

    /// The client for this provider, when it is configured.
    #[must_use]
    pub fn configured(self, edge: &Edge) -> Option<Client> {
        let config = edge.config();
        Some(match self {
            Self::Google => {
                let google = config.sign_in().google()?;
                Client {
                    provider: self,
                    client_id: google.client_id.clone(),
                    client_secret: google.client_secret.clone(),
                    authorize_url: google.authorize_url.clone(),
                    token_url: google.token_url.clone(),
                    scopes: "openid email profile",
                    source: IdentitySource::IdToken {
                        issuer: google.issuer.clone(),
                        keys_url: google.keys_url.clone(),
                    },
                }
            }
            Self::GitHub => {
                let github = config.sign_in().github()?;
                Client {
                    provider: self,
                    client_id: github.client_id.clone(),
                    client_secret: github.client_secret.clone(),
                    authorize_url: format!("{}/login/oauth/authorize", github.web_url),
                    token_url: format!("{}/login/oauth/access_token", github.web_url),
                    scopes: "read:user user:email",
                    source: IdentitySource::GitHubApi { url: github.api_url.clone() },
                }
            }
            Self::Slack => {
                let slack = config.sign_in().slack()?;
                Client {
                    provider: self,
                    client_id: slack.client_id.clone(),
                    client_secret: slack.client_secret.clone(),
                    authorize_url: format!("{}/openid/connect/authorize", slack.url),
                    token_url: format!("{}/api/openid.connect.token", slack.url),
                    scopes: "openid email profile",
                    source: IdentitySource::IdToken {
                        issuer: slack.url.clone(),
                        keys_url: format!("{}/openid/connect/keys", slack.url),
                    },
                }
            }
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

/// The source of an identity.
pub enum IdentitySource {
    /// An id_token signed by this issuer.
    IdToken { issuer: String, keys_url: String },
    /// GitHub's REST API.
    GitHubApi { url: String },
}

impl IdentitySource {
    /// The issuer that a callback may contain (RFC 9207), when the provider has one.
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
    /// Unique and permanent at the provider.
    pub account_id: String,
    /// The email address or login at the provider.
    pub label: Option<String>,
    pub name: Option<String>,
    /// A valid address in lower case.
    pub email: Option<String>,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
    /// Whether the provider is the authority for the address's domain, so that it is believed about the mailbox.
    pub is_email_authority: bool,
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
