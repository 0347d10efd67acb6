//! What is said of providers over HTTP.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::provider::Provider;

/// The providers that one can sign in with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Providers {
    /// Only those that are configured.
    pub items: Vec<OfferedProvider>,
}

/// A provider that one can sign in with.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedProvider {
    /// Its id in paths.
    pub id: Provider,
    /// What it is called.
    pub name: &'static str,
}

/// What begins a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Start {
    /// Where to go on to: a path on this site.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// What begins to link a way to sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StartLink {
    /// Which.
    pub provider: Provider,
    /// Where to go on to: a path on this site.
    #[schema(max_length = 2000)]
    pub return_url: Option<String>,
}

/// Where the browser is to go.
#[derive(Debug, Serialize, ToSchema)]
pub struct WayThere {
    /// The provider's page.
    pub url: String,
}
