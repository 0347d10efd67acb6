//! Validates URLs from outside: only those of a public host over HTTPS are allowed (server-side request forgery,
//! OWASP).
//!
//! Host names are checked without resolving them. In production, Cloudflare's `fetch` does not reach private networks;
//! this check protects the local machine in development, and an operator's own network.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::edge::Edge;

/// Longer URLs are rejected, in characters.
const LONGEST: usize = 2_048;
/// Top-level names that only resolve inside a network (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), or are often
/// used so.
const PRIVATE_ZONES: [&str; 10] =
    ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion"];

/// Why a URL is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlRefusal {
    /// It is not an absolute URL with a host, or contains a user name.
    Malformed,
    NotHttps,
    /// The host is an address or a name of a private network.
    NotPublic,
}

impl UrlRefusal {
    /// The message for the user who provided the URL.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Malformed => "Use an absolute URL without a user name.",
            Self::NotHttps => "Use a URL that starts with https://.",
            Self::NotPublic => "Use the URL of a public host.",
        }
    }
}

/// A URL from outside that is safe to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Parses a URL from outside. The hosts in `PRIVATE_HOSTS` (names with ports, separated by commas, for development)
    /// are also allowed, including over plain HTTP.
    ///
    /// # Errors
    /// [`UrlRefusal`].
    pub fn parse(edge: &Edge, text: &str) -> Result<Self, UrlRefusal> {
        let config = edge.config();
        Self::check(text, config.outbound().private_hosts.iter().map(String::as_str))
    }

    fn check<'a>(text: &str, mut private_hosts: impl Iterator<Item = &'a str>) -> Result<Self, UrlRefusal> {
        // the runtime removes or converts other characters before it parses the host
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !is_plain || text.len() > LONGEST {
            return Err(UrlRefusal::Malformed);
        }
        let uri: http::Uri = text.parse().map_err(|_| UrlRefusal::Malformed)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(UrlRefusal::Malformed);
        };
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or("@");
        if authority.as_str().contains('@') || !(port.is_empty() || authority.port_u16().is_some_and(|port| port > 0)) {
            return Err(UrlRefusal::Malformed);
        }
        if !matches!(scheme, "http" | "https") {
            return Err(UrlRefusal::NotHttps);
        }
        if private_hosts.any(|host| !host.is_empty() && host.eq_ignore_ascii_case(authority.as_str())) {
            return Ok(Self(text.to_owned()));
        }
        if scheme != "https" {
            return Err(UrlRefusal::NotHttps);
        }
        if is_public(authority.host()) { Ok(Self(text.to_owned())) } else { Err(UrlRefusal::NotPublic) }
    }

    /// The URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.0
    }
}

fn is_public(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse().is_ok_and(is_public_v6);
    }
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    match host.parse() {
        Ok(address) => is_public_v4(address),
        Err(_) => is_public_name(&host),
    }
}

fn is_public_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_plain && (1..=63).contains(&label.len())
    };
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    // browsers read a host that ends in a number, in any notation, as an IPv4 address (WHATWG URL, 3.5)
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    host.len() <= 253 && host.split('.').all(is_label) && !is_number && !PRIVATE_ZONES.contains(&last)
}

/// IANA's registry of special-purpose IPv4 addresses.
const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = matches!(
        (first, second, third),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

/// Global unicast (2000::/3) without the blocks that IANA has for protocols, tunnels and documentation.
const fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002 | 0x3fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The URLs that are fetched, as the check reads them: the host, for a comparison with another parser.
#[cfg(fuzzing)]
#[must_use]
pub fn fuzz(text: &str) -> Option<String> {
    PublicUrl::check(text, std::iter::empty()).ok().map(|url| url.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(url: &str) -> Option<UrlRefusal> {
        PublicUrl::check(url, ["localhost:4000", ""].into_iter()).err()
    }

    #[test]
    fn public_hosts_are_fetched() {
        for url in [
            "https://accounts.example.com/.well-known/openid-configuration",
            "https://accounts.example.com:8443/a?b=c",
            "https://EXAMPLE.com./",
            "https://xn--bcher-kva.example",
            "https://8.8.8.8/",
            "https://[2606:4700:4700::1111]/",
            "https://1.example",
        ] {
            assert_eq!(refusal(url), None, "{url}");
            assert_eq!(PublicUrl::check(url, std::iter::empty()).map(String::from), Ok(url.to_owned()));
        }
    }

    #[test]
    fn private_hosts_are_not() {
        for host in [
            "localhost",
            "app.localhost",
            "LOCALHOST.",
            "printer.local",
            "db.internal",
            "router.home.arpa",
            "intranet",
            "127.0.0.1",
            "127.0.0.1.",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            // other notations of 127.0.0.1
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "127.0.0.0x1",
            "a.0x1",
            "[::]",
            "[::1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[fec0::1]",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[ff02::1]",
            "a..example",
            "-",
            "a%2eexample.com",
        ] {
            let refused = refusal(&format!("https://{host}/"));
            assert!(matches!(refused, Some(UrlRefusal::NotPublic | UrlRefusal::Malformed)), "{host}: {refused:?}");
        }
    }

    #[test]
    fn only_https_and_no_user_names() {
        assert_eq!(refusal("http://example.com/"), Some(UrlRefusal::NotHttps));
        assert_eq!(refusal("ftp://example.com/"), Some(UrlRefusal::NotHttps));
        for url in [
            "",
            "/",
            "example.com",
            "//example.com",
            "https://",
            "https://user@example.com/",
            "https://a:b@example.com/",
            "https://example.com\\@127.0.0.1/",
            "https://example.com\n",
            " https://example.com",
            "https://exämple.com/",
            "https://example.com:0/",
            "https://example.com:99999/",
            "https://example.com:/",
            "file:///etc/passwd",
        ] {
            let refused = refusal(url);
            assert!(matches!(refused, Some(UrlRefusal::Malformed | UrlRefusal::NotHttps)), "{url}: {refused:?}");
        }
        assert_eq!(refusal(&format!("https://example.com/{}", "a".repeat(LONGEST))), Some(UrlRefusal::Malformed));
    }

    #[test]
    fn configured_hosts_are_fetched_in_development() {
        for url in ["http://localhost:4000/keys", "https://LOCALHOST:4000"] {
            assert_eq!(refusal(url), None, "{url}");
        }
        assert!(refusal("http://localhost:4001/").is_some());
        assert!(refusal("http://localhost/").is_some());
        assert!(refusal("gopher://localhost:4000/").is_some());
    }

    proptest! {
        #[test]
        fn no_private_address_passes(second: u8, third: u8, fourth: u8, port in 1_u16..) {
            for first in [10, 127] {
                let url = format!("https://{first}.{second}.{third}.{fourth}:{port}/");
                prop_assert_eq!(refusal(&url), Some(UrlRefusal::NotPublic));
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,60}", host in "[a-z0-9.:\\[\\]@%-]{0,30}") {
            let _ = refusal(&text);
            let _ = refusal(&format!("https://{host}/"));
        }
    }
}
