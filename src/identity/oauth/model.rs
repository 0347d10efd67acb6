//! OAuth providers as the API returns them, and the bodies of their operations.

use serde::Serialize;
use steward_kernel::config::SignUpMode;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

use super::provider::Provider;

/// The configured OAuth providers, and who may sign up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Providers {
    pub items: Vec<OfferedProvider>,
    /// Who may sign up.
    pub sign_up: SignUpMode,
    /// Whether signing up, signing in with a password, a code or a link, and resetting a password need a `turnstileToken`.
    pub turnstile: bool,
}

/// A configured OAuth provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedProvider {
    /// The provider's name in paths.
    pub id: Provider,
    /// The display name.
    pub name: &'static str,
}

/// The start of a sign-in.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Start {
    /// A path on this site to open after signing in.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// The start of linking an account.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StartLink {
    pub provider: Provider,
    /// A path on this site to open after linking.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// The URL to open in the browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationUrl {
    /// The provider's page.
    pub url: String,
}
