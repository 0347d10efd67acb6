//! The platform's cookies: `HttpOnly`, and `Secure` when the platform uses https.
//!
//! They are parsed and written without the `cookie` crate, because this takes one format string and one split.

use steward_kernel::config::Site;
use steward_kernel::time::SECOND;

use crate::edge::Edge;
use crate::edge::headers::Headers;

/// Contains a browser's session token.
pub const SESSION: Cookie = Cookie { plain: "steward_session", prefixed: "__Host-steward_session" };
/// Identifies the browser that started a sign-up.
pub const SIGN_UP: Cookie = Cookie { plain: "steward_sign_up", prefixed: "__Host-steward_sign_up" };
/// Identifies a browser in which a user has signed in.
pub const KNOWN_BROWSER: Cookie = Cookie { plain: "steward_known_browser", prefixed: "__Host-steward_known_browser" };
/// Contains the token of a sign-in that waits for a second factor.
pub const CHALLENGE: Cookie = Cookie { plain: "steward_challenge", prefixed: "__Host-steward_challenge" };
/// Identifies the browser that started an OAuth flow.
pub const OAUTH: Cookie = Cookie { plain: "steward_oauth", prefixed: "__Host-steward_oauth" };

/// A cookie with its names. The `__Host-` prefix (RFC 6265bis) requires `Secure`, which browsers reject on plain http.
#[derive(Debug, Clone, Copy)]
pub struct Cookie {
    plain: &'static str,
    prefixed: &'static str,
}

impl Cookie {
    const fn name(self, https: bool) -> &'static str {
        if https { self.prefixed } else { self.plain }
    }

    /// The value in a request, when it has the 43 characters of a token.
    #[must_use]
    pub fn token(self, headers: &Headers, edge: &Edge) -> Option<String> {
        let name = self.name(is_https(edge));
        let pairs = headers.get("cookie")?.split(';');
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && value.len() == 43)
            .map(|(_, value)| value.to_owned())
    }

    /// Sets the cookie in the response.
    pub fn set(self, edge: &Edge, value: &str, lifetime_ms: i64) {
        edge.set_cookie(self.header_value(value, lifetime_ms / SECOND, is_https(edge)));
    }

    /// Clears the cookie in the response.
    pub fn clear(self, edge: &Edge) {
        self.set(edge, "", 0);
    }

    fn header_value(self, value: &str, max_age_seconds: i64, https: bool) -> String {
        let name = self.name(https);
        let secure = if https { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
    }
}

fn is_https(edge: &Edge) -> bool {
    edge.config().site().is_ok_and(Site::is_https)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values() {
        assert_eq!(
            SESSION.header_value("abc", 604_800, true),
            "__Host-steward_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(SESSION.header_value("", 0, false), "steward_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
