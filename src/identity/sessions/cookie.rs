//! The platform's cookies: `HttpOnly`, and `Secure` when the platform uses https.
//!
//! They are parsed and written without the `cookie` crate, because this takes one format string and one split.

use steward_kernel::config::Site;
use steward_kernel::time::SECOND;

use crate::edge::Edge;
use crate::edge::headers::Headers;

/// Contains a browser's session token.
pub const SESSION: Cookie = Cookie { plain: "steward_session", prefixed: "__Host-steward_session" };
/// Contain the tokens of parked sessions: of the other users who are signed in in the browser. They give no rights.
pub const PARKED: [Cookie; 4] = [
    Cookie { plain: "steward_parked_1", prefixed: "__Host-steward_parked_1" },
    Cookie { plain: "steward_parked_2", prefixed: "__Host-steward_parked_2" },
    Cookie { plain: "steward_parked_3", prefixed: "__Host-steward_parked_3" },
    Cookie { plain: "steward_parked_4", prefixed: "__Host-steward_parked_4" },
];
/// Identifies the browser that started a sign-up.
pub const SIGN_UP: Cookie = Cookie { plain: "steward_sign_up", prefixed: "__Host-steward_sign_up" };
/// Identifies a browser in which a user has signed in.
pub const KNOWN_BROWSER: Cookie = Cookie { plain: "steward_known_browser", prefixed: "__Host-steward_known_browser" };
/// Identifies the browser that requested a sign-in link.
pub const LINK: Cookie = Cookie { plain: "steward_link", prefixed: "__Host-steward_link" };
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
        self.tokens(headers, edge).next().map(ToOwned::to_owned)
    }

    /// The values of all cookies of the name, in the request's order: a browser sends one for each domain and path.
    pub fn tokens<'a>(self, headers: &'a Headers, edge: &Edge) -> impl Iterator<Item = &'a str> {
        self.values(headers.get("cookie").unwrap_or_default(), is_https(edge))
    }

    fn values(self, header: &str, https: bool) -> impl Iterator<Item = &str> {
        let name = self.name(https);
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(move |(key, value)| *key == name && value.len() == 43).map(|(_, value)| value)
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

/// Whatever a browser sends, a value is one that stands there under the name.
#[cfg(fuzzing)]
pub fn fuzz(header: &str) {
    for value in SESSION.values(header, true) {
        assert_eq!(value.len(), 43);
        assert!(header.contains(&format!("__Host-steward_session={value}")));
    }
    assert!(SESSION.values(header, true).count() <= header.len() / 43);
    let token = "t".repeat(43);
    let among = format!("{}; {}", SESSION.header_value(&token, 1, true), header);
    assert!(SESSION.values(&among, true).any(|value| value == token));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_values_of_a_name_are_found() {
        let [one, other] = ["a".repeat(43), "b".repeat(43)];
        let header = format!(
            "steward_session={one}; x=y; steward_session=short;steward_session={other}; x_steward_session={one}"
        );
        assert_eq!(SESSION.values(&header, false).collect::<Vec<_>>(), [one.as_str(), other.as_str()]);
        assert_eq!(SESSION.values(&header, true).count(), 0);
        assert_eq!(SESSION.values("", false).count(), 0);
    }

    #[test]
    fn header_values() {
        assert_eq!(
            SESSION.header_value("abc", 604_800, true),
            "__Host-steward_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(SESSION.header_value("", 0, false), "steward_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
