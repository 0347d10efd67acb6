//! Cookies of this host: never sent over plain http where the platform has https, never read by scripts.

use http::HeaderMap;
use http::header::COOKIE;
use steward_kernel::time::SECOND;

use crate::edge::Edge;

/// The browser's session.
pub const SESSION: Cookie = Cookie { bare: "steward_session", bound: "__Host-steward_session" };
/// By which a browser is known that has begun to sign up.
pub const SIGN_UP: Cookie = Cookie { bare: "steward_sign_up", bound: "__Host-steward_sign_up" };
/// By which a browser is known that was sent to a provider.
pub const OAUTH: Cookie = Cookie { bare: "steward_oauth", bound: "__Host-steward_oauth" };

/// A cookie's name. The `__Host-` prefix (RFC 6265bis) needs `Secure`, which browsers refuse on plain http.
#[derive(Debug, Clone, Copy)]
pub struct Cookie {
    bare: &'static str,
    bound: &'static str,
}

impl Cookie {
    const fn name(self, https: bool) -> &'static str {
        if https { self.bound } else { self.bare }
    }

    /// Its value in a request: a token of 43 characters. Anything else is none of ours.
    #[must_use]
    pub fn token(self, headers: &HeaderMap, edge: &Edge) -> Option<String> {
        let name = self.name(is_https(edge));
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && value.len() == 43)
            .map(|(_, value)| value.to_owned())
    }

    /// Has the answer set it for so many milliseconds.
    pub fn set(self, edge: &Edge, value: &str, lifetime_ms: i64) {
        edge.set_cookie(self.line(value, lifetime_ms / SECOND, is_https(edge)));
    }

    /// Has the answer take it away.
    pub fn clear(self, edge: &Edge) {
        self.set(edge, "", 0);
    }

    fn line(self, value: &str, max_age_seconds: i64, https: bool) -> String {
        let name = self.name(https);
        let secure = if https { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
    }
}

fn is_https(edge: &Edge) -> bool {
    edge.optional_variable("PUBLIC_URL").is_some_and(|url| url.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(
            SESSION.line("abc", 604_800, true),
            "__Host-steward_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(SESSION.line("", 0, false), "steward_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
