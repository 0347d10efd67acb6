//! Cloudflare Turnstile: signing up, signing in and resetting a password need the token of a widget, where it is configured.
//! While the service does not answer, they are refused.
//!
//! The widget is in a page of its own, which the sign-in pages show in a frame. So the script of another origin reads
//! nothing that people type, and only that page's content security policy admits it.

use std::time::Duration;

use steward_kernel::config::Turnstile;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use crate::edge::response::{Body, Response};
use crate::identity::scope::BrowserRequest;
use crate::platform::http_client::{HttpClient, Request};

const SERVICE: &str = "turnstile";
const TIMEOUT: Duration = Duration::from_secs(5);
const BODY_LIMIT: usize = 16 * 1024;
const MAX_TOKEN_BYTES: usize = 2_048;

/// What somebody wants to do. A token is for one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromJson, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HumanAction {
    SignUp,
    SignIn,
    ResetPassword,
}

impl HumanAction {
    const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::SignIn => "sign_in",
            Self::ResetPassword => "reset_password",
        }
    }
}

/// The answer of siteverify.
#[derive(FromJson)]
struct Answer {
    success: bool,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    action: String,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// Requires the token of a widget on a page of this site, for this action.
///
/// # Errors
/// [`Error::HumanCheckFailed`]; [`Error::ExternalApi`] when the service does not answer, or refuses our secret.
pub async fn require(request: &BrowserRequest, action: HumanAction, token: Option<&str>) -> Result<(), Error> {
    let edge = &request.edge;
    let config = edge.config();
    let Some(turnstile) = config.turnstile()? else { return Ok(()) };
    let token = token.filter(|token| (1..=MAX_TOKEN_BYTES).contains(&token.len())).ok_or(Error::HumanCheckFailed)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("secret", &turnstile.secret).append_pair("response", token);
    if let Some(address) = &request.ip_address {
        form.append_pair("remoteip", address);
    }
    let sent = Request::post(format!("{}/siteverify", turnstile.url)).secret(&turnstile.secret).secret(token);
    let client = HttpClient::new(SERVICE).with_timeout(TIMEOUT).with_body_limit(BODY_LIMIT);
    let response = client.send(&sent.form(form.finish())).await?;
    let failed = |detail: String| Error::ExternalApi { service: SERVICE, detail };
    let answer: Answer = response.json().map_err(|error| failed(format!("status {}: {error:?}", response.status)))?;
    if let Some(code) = answer.error_codes.iter().find(|code| is_ours(code)) {
        return Err(failed(format!("siteverify answered {code}")));
    }
    let is_here = host_of(&config.site()?.public_url) == answer.hostname;
    if answer.success && is_here && answer.action == action.name() { Ok(()) } else { Err(Error::HumanCheckFailed) }
}

/// Whether an error is not about the token.
fn is_ours(code: &str) -> bool {
    matches!(code, "missing-input-secret" | "invalid-input-secret" | "bad-request" | "internal-error")
}

/// The host of an origin, without its port.
fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

/// The page with the widget, for a frame of our own pages. Its texts are those of the configuration and of enums.
#[must_use]
pub fn page(turnstile: &Turnstile, action: HumanAction, theme: &str) -> Response {
    let Turnstile { site_key, url, .. } = turnstile;
    let (origin, action) = (turnstile.origin(), action.name());
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Human check</title>\
        <link rel=\"stylesheet\" href=\"/turnstile.css\">\
        <script src=\"{url}/api.js?render=explicit\" defer></script><script src=\"/turnstile.js\" defer></script></head>\
        <body><div id=\"widget\" data-site-key=\"{site_key}\" data-action=\"{action}\" data-theme=\"{theme}\"></div></body></html>"
    );
    Response { status: 200, headers: Vec::new(), body: Body::Bytes(html.into_bytes()) }
        .with_header("content-type", "text/html; charset=utf-8")
        .with_header(
            "content-security-policy",
            format!(
                "default-src 'none'; script-src 'self' {origin}; frame-src {origin}; style-src 'self' 'unsafe-inline'; \
                base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
            ),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_no_port() {
        assert_eq!(host_of("https://steward.example.com"), "steward.example.com");
        assert_eq!(host_of("http://127.0.0.1:8787"), "127.0.0.1");
    }
}
