//! The endpoints of a provider (OpenID Connect Discovery 1.0).

use std::time::Duration;

use steward_kernel::from_json::FromJson;

use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, PublicUrl, Request};

/// The name of every identity provider in errors.
pub const SERVICE: &str = "identity provider";

const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BYTES: usize = 256 * 1024;
/// The way in which a client authenticates unless the provider lists others (Discovery 1.0, 3).
const IN_HEADER: &str = "client_secret_basic";

#[derive(FromJson)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// The endpoints of a provider, which are safe to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    pub issuer: String,
    pub authorize_url: String,
    pub token_url: String,
    pub keys_url: String,
    pub userinfo_url: Option<String>,
    /// Whether the client authenticates in the header in place of the body.
    pub uses_header: bool,
}

/// Fetches the endpoints of an issuer. The issuer in the document must be the same, but for a slash at its end.
///
/// # Errors
/// A sentence for who configures the connection.
pub async fn discover(edge: &Edge, issuer: &str) -> Result<Metadata, String> {
    let issuer = PublicUrl::parse(edge, issuer).map_err(|refusal| refusal.message().to_owned())?;
    let base = issuer.as_str().trim_end_matches('/');
    if base.contains(['?', '#']) {
        return Err("Use a URL without a query.".to_owned());
    }
    let request = Request::get(format!("{base}/.well-known/openid-configuration")).header("accept", "application/json");
    let client = HttpClient::new(SERVICE).with_timeout(TIMEOUT).with_body_limit(MAX_BYTES);
    let response = client.send(&request).await.map_err(|_| {
        "The issuer does not respond: check the URL, and whether it can be reached from the internet.".to_owned()
    })?;
    if response.status != 200 {
        return Err(format!(
            "The issuer has no configuration at /.well-known/openid-configuration: it answered with status {}.",
            response.status
        ));
    }
    let document: Document =
        response.json().map_err(|_| "The issuer's configuration is not that of OpenID Connect.".to_owned())?;
    check(document, base, |url| PublicUrl::parse(edge, &url).map(String::from).ok())
}

fn check(document: Document, base: &str, public: impl Fn(String) -> Option<String>) -> Result<Metadata, String> {
    if document.issuer.trim_end_matches('/') != base {
        return Err("The issuer's configuration names another issuer: copy the issuer exactly.".to_owned());
    }
    let methods = document.token_endpoint_auth_methods_supported;
    let uses_header = methods.is_none_or(|methods| methods.iter().any(|method| method == IN_HEADER));
    let endpoint = |url| public(url).ok_or("The issuer's configuration names an address that is not public.");
    Ok(Metadata {
        issuer: document.issuer,
        authorize_url: endpoint(document.authorization_endpoint)?,
        token_url: endpoint(document.token_endpoint)?,
        keys_url: endpoint(document.jwks_uri)?,
        userinfo_url: document.userinfo_endpoint.map(endpoint).transpose()?,
        uses_header,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(changes: &str) -> Document {
        let mut document = serde_json::json!({
            "issuer": "https://idp.example/", "authorization_endpoint": "https://idp.example/a",
            "token_endpoint": "https://idp.example/t", "jwks_uri": "https://idp.example/k",
        });
        let changes: serde_json::Value = serde_json::from_str(changes).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        steward_kernel::from_json::read(&document.to_string()).unwrap()
    }

    fn checked(changes: &str) -> Result<Metadata, String> {
        check(document(changes), "https://idp.example", |url| url.starts_with("https://idp.").then_some(url))
    }

    #[test]
    fn a_slash_at_the_end_of_the_issuer_does_not_matter() {
        let metadata = checked("{}").unwrap();
        assert_eq!(metadata.issuer, "https://idp.example/");
        assert!(metadata.uses_header && metadata.userinfo_url.is_none());
    }

    #[test]
    fn another_issuer_and_private_endpoints_are_refused() {
        assert!(checked(r#"{"issuer":"https://idp.other"}"#).unwrap_err().contains("another issuer"));
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
            let changes = format!(r#"{{"{name}":"http://localhost:1/"}}"#);
            assert!(checked(&changes).unwrap_err().contains("not public"), "{name}");
        }
    }

    #[test]
    fn the_client_authenticates_as_the_provider_supports_it() {
        for (methods, uses_header) in [
            (r#"["client_secret_post"]"#, false),
            (r#"["client_secret_post","client_secret_basic"]"#, true),
            (r#"["none"]"#, false),
        ] {
            let changes = format!(r#"{{"token_endpoint_auth_methods_supported":{methods}}}"#);
            assert_eq!(checked(&changes).unwrap().uses_header, uses_header, "{methods}");
        }
    }
}
