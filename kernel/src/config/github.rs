//! GitHub: its URLs, and the GitHub App that reads repositories and receives pushes.

use super::reader::{Lookup, Problems, Reader, text};
use crate::error::Error;
use crate::private_key::to_pkcs8;

/// GitHub's URLs and the GitHub App.
#[derive(Debug)]
pub struct GitHub {
    pub(super) urls: Result<GitHubUrls, Problems>,
    pub(super) app: Result<Option<GitHubApp>, Problems>,
    pub(super) template: Result<Option<String>, Problems>,
    webhook_secret: Option<String>,
}

#[derive(Debug)]
pub(super) struct GitHubUrls {
    web: String,
    api: String,
}

/// The GitHub App, which is optional: it is configured when `GITHUB_APP_ID` is set.
#[derive(Clone, PartialEq, Eq)]
pub struct GitHubApp {
    /// `GITHUB_APP_ID`
    pub id: String,
    /// `GITHUB_APP_SLUG`: the App's name in URLs.
    pub slug: String,
    /// `GITHUB_APP_PRIVATE_KEY`, as DER of PKCS#8 (RFC 5958). The variable is PEM, in which line
    /// breaks can be written as `\n`.
    pub private_key: Vec<u8>,
    /// `GITHUB_CLIENT_ID`
    pub client_id: String,
    /// `GITHUB_CLIENT_SECRET`
    pub client_secret: String,
}

impl std::fmt::Debug for GitHubApp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("GitHubApp").field("id", &self.id).finish_non_exhaustive()
    }
}

impl GitHub {
    pub(super) fn read(lookup: &Lookup<'_>) -> Self {
        let urls = Reader::read(lookup, |reader| {
            let (web, api) = (reader.url("GITHUB_URL"), reader.url("GITHUB_API_URL"));
            Some(GitHubUrls { web: web?, api: api? })
        });
        let app = Reader::group(lookup, "GITHUB_APP_ID", |reader, id| {
            let slug = reader.required("GITHUB_APP_SLUG");
            let form = "a private key in PEM, BEGIN RSA PRIVATE KEY (PKCS#1) or BEGIN PRIVATE KEY (PKCS#8)";
            let private_key = reader.parsed("GITHUB_APP_PRIVATE_KEY", form, |text| to_pkcs8(text).ok());
            let webhook_secret = reader.required("GITHUB_WEBHOOK_SECRET");
            let (client_id, client_secret) =
                (reader.required("GITHUB_CLIENT_ID"), reader.required("GITHUB_CLIENT_SECRET"));
            webhook_secret?;
            Some(GitHubApp {
                id,
                slug: slug?,
                private_key: private_key?,
                client_id: client_id?,
                client_secret: client_secret?,
            })
        });
        let template = Reader::read(lookup, |reader| {
            let form = "the full name of a repository, owner/name";
            Some(reader.optional_parsed("GITHUB_TEMPLATE_REPOSITORY", form, full_name))
        });
        Self { urls, app, template, webhook_secret: text(lookup, "GITHUB_WEBHOOK_SECRET") }
    }

    /// `GITHUB_URL`: the base URL for browsers and git, without a trailing slash.
    ///
    /// # Errors
    /// [`Error::Internal`] with the variable that is not valid.
    pub fn web_url(&self) -> Result<&str, Error> {
        Ok(&self.urls.as_ref()?.web)
    }

    /// `GITHUB_API_URL`: the base URL of the REST API, without a trailing slash.
    ///
    /// # Errors
    /// As [`Self::web_url`].
    pub fn api_url(&self) -> Result<&str, Error> {
        Ok(&self.urls.as_ref()?.api)
    }

    /// GitHub's page that creates a repository from the one in `GITHUB_TEMPLATE_REPOSITORY`; `None` when there is none.
    #[must_use]
    pub fn template_url(&self) -> Option<String> {
        let template = self.template.as_ref().ok()?.as_ref()?;
        Some(format!("{}/{template}/generate", self.web_url().ok()?))
    }

    /// `GITHUB_WEBHOOK_SECRET`, with which GitHub signs deliveries. An App cannot be configured without it.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is not set.
    pub fn webhook_secret(&self) -> Result<&str, Error> {
        self.webhook_secret.as_deref().ok_or_else(|| Error::internal("GITHUB_WEBHOOK_SECRET is not set"))
    }

    /// The GitHub App.
    ///
    /// # Errors
    /// As [`Self::web_url`], and when no App is configured.
    pub fn app(&self) -> Result<&GitHubApp, Error> {
        let app = self.app.as_ref()?.as_ref();
        app.ok_or_else(|| Error::internal("GITHUB_APP_ID is not set: no GitHub App is configured"))
    }
}

/// Parses `owner/name`.
fn full_name(text: &str) -> Option<String> {
    let is_name = |part: &str, marks: &[u8]| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
    };
    let (owner, name) = text.split_once('/')?;
    (is_name(owner, b"-") && is_name(name, b"-._")).then(|| text.to_owned())
}
