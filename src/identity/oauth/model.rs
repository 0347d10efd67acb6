//! OAuth providers as the API shows them, and the bodies of its operations.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

use super::provider::Provider;

/// The configured OAuth providers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Providers {
    pub items: Vec<OfferedProvider>,
}

/// A configured OAuth provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedProvider {
    /// The name in paths.
    pub id: Provider,
    /// The name that pages show.
    pub name: &'static str,
}

/// The beginning of a sign-in.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Start {
    /// A path on this site, to continue at after signing in.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// The beginning of linking an account.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StartLink {
    pub provider: Provider,
    /// A path on this site, to continue at after linking.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// Where the browser continues.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationUrl {
    /// The provider's page.
    pub url: String,
}
