//! Browser sessions: an opaque token in a cookie, its SHA-256 in the database, seven days, moved forward once a day.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::COOKIE;
use steward_kernel::signature::token_hash;
use steward_kernel::time::DAY;

use crate::edge::Edge;

/// How long a session lasts that is not used.
pub const LIFETIME_MS: i64 = 7 * DAY;
/// A session that is used is moved forward when this has passed.
pub const REFRESH_MS: i64 = DAY;

/// The cookie's text; shown to nobody.
pub struct Token(String);

impl Token {
    /// A new token, 256 bits.
    #[must_use]
    pub fn new(edge: &Edge) -> Self {
        Self(URL_SAFE_NO_PAD.encode(edge.random::<32>()))
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }

    /// The token of a request's cookie, if there is one that could be ours.
    #[must_use]
    pub fn of_request(headers: &HeaderMap, edge: &Edge) -> Option<Self> {
        let name = cookie_name(is_https(edge));
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && value.len() == 43)
            .map(|(_, value)| Self(value.to_owned()))
    }

    /// Sets the cookie.
    pub fn set(&self, edge: &Edge) {
        edge.set_cookie(cookie(&self.0, LIFETIME_MS / 1_000, is_https(edge)));
    }
}

/// Takes the cookie away.
pub fn clear(edge: &Edge) {
    edge.set_cookie(cookie("", 0, is_https(edge)));
}

fn is_https(edge: &Edge) -> bool {
    edge.optional_variable("PUBLIC_URL").is_some_and(|url| url.starts_with("https://"))
}

/// The `__Host-` prefix (RFC 6265bis) needs `Secure`, which browsers refuse on plain http.
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-steward_session" } else { "steward_session" }
}

fn cookie(value: &str, max_age_seconds: i64, https: bool) -> String {
    let name = cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(
            cookie("abc", 604_800, true),
            "__Host-steward_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(cookie("", 0, false), "steward_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
