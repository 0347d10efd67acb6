//! The providers for signing in. A provider without a client id is disabled.

use super::reader::{Lookup, Problems, Reader, text};

/// The providers for signing in.
#[derive(Debug)]
pub struct SignIn {
    pub(super) google: Result<Option<GoogleSignIn>, Problems>,
    pub(super) github: Result<Option<GitHubSignIn>, Problems>,
    pub(super) slack: Result<Option<SlackSignIn>, Problems>,
}

/// A Google OAuth client.
/// Source: <https://developers.google.com/identity/openid-connect/openid-connect>
#[derive(Clone, PartialEq, Eq)]
pub struct GoogleSignIn {
    /// `GOOGLE_CLIENT_ID`
    pub client_id: String,
    /// `GOOGLE_CLIENT_SECRET`
    pub client_secret: String,
    /// `GOOGLE_AUTHORIZE_URL`
    pub authorize_url: String,
    /// `GOOGLE_TOKEN_URL`
    pub token_url: String,
    /// `GOOGLE_REVOKE_URL`
    pub revoke_url: String,
    /// `GOOGLE_KEYS_URL`: the keys that id_tokens are signed with.
    pub keys_url: String,
    /// `GOOGLE_ISSUER`: the `iss` of id_tokens.
    pub issuer: String,
}

/// A GitHub OAuth App, separate from the GitHub App. Its URLs are relative to `GITHUB_URL` and `GITHUB_API_URL`.
/// Source: <https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>
#[derive(Clone, PartialEq, Eq)]
pub struct GitHubSignIn {
    /// `GITHUB_OAUTH_CLIENT_ID`
    pub client_id: String,
    /// `GITHUB_OAUTH_CLIENT_SECRET`
    pub client_secret: String,
    pub web_url: String,
    pub api_url: String,
}

/// A Slack app for signing in.
/// Source: <https://docs.slack.dev/authentication/sign-in-with-slack/>
#[derive(Clone, PartialEq, Eq)]
pub struct SlackSignIn {
    /// `SLACK_CLIENT_ID`
    pub client_id: String,
    /// `SLACK_CLIENT_SECRET`
    pub client_secret: String,
    /// `SLACK_URL`: Slack is also disabled without it.
    pub url: String,
}

macro_rules! debug_without_secret {
    ($($type:ident),+) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_struct(stringify!($type)).field("client_id", &self.client_id).finish_non_exhaustive()
            }
        })+
    };
}
debug_without_secret!(GoogleSignIn, GitHubSignIn, SlackSignIn);

impl SignIn {
    pub(super) fn read(lookup: &Lookup<'_>) -> Self {
        Self { google: google(lookup), github: github(lookup), slack: slack(lookup) }
    }

    /// Google, when its configuration is complete and valid.
    #[must_use]
    pub fn google(&self) -> Option<&GoogleSignIn> {
        self.google.as_ref().ok()?.as_ref()
    }

    /// GitHub, when its configuration is complete and valid.
    #[must_use]
    pub fn github(&self) -> Option<&GitHubSignIn> {
        self.github.as_ref().ok()?.as_ref()
    }

    /// Slack, when its configuration is complete and valid.
    #[must_use]
    pub fn slack(&self) -> Option<&SlackSignIn> {
        self.slack.as_ref().ok()?.as_ref()
    }
}

fn google(lookup: &Lookup<'_>) -> Result<Option<GoogleSignIn>, Problems> {
    Reader::group(lookup, "GOOGLE_CLIENT_ID", |reader, client_id| {
        let client_secret = reader.required("GOOGLE_CLIENT_SECRET");
        let (authorize_url, token_url) = (reader.url("GOOGLE_AUTHORIZE_URL"), reader.url("GOOGLE_TOKEN_URL"));
        let revoke_url = reader.url("GOOGLE_REVOKE_URL");
        let (keys_url, issuer) = (reader.url("GOOGLE_KEYS_URL"), reader.url("GOOGLE_ISSUER"));
        Some(GoogleSignIn {
            client_id,
            client_secret: client_secret?,
            authorize_url: authorize_url?,
            token_url: token_url?,
            revoke_url: revoke_url?,
            keys_url: keys_url?,
            issuer: issuer?,
        })
    })
}

fn github(lookup: &Lookup<'_>) -> Result<Option<GitHubSignIn>, Problems> {
    Reader::group(lookup, "GITHUB_OAUTH_CLIENT_ID", |reader, client_id| {
        let client_secret = reader.required("GITHUB_OAUTH_CLIENT_SECRET");
        let (web_url, api_url) = (reader.url("GITHUB_URL"), reader.url("GITHUB_API_URL"));
        Some(GitHubSignIn { client_id, client_secret: client_secret?, web_url: web_url?, api_url: api_url? })
    })
}

fn slack(lookup: &Lookup<'_>) -> Result<Option<SlackSignIn>, Problems> {
    if text(lookup, "SLACK_URL").is_none() {
        return Ok(None);
    }
    Reader::group(lookup, "SLACK_CLIENT_ID", |reader, client_id| {
        let (client_secret, url) = (reader.required("SLACK_CLIENT_SECRET"), reader.url("SLACK_URL"));
        Some(SlackSignIn { client_id, client_secret: client_secret?, url: url? })
    })
}
