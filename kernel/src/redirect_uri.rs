//! Redirect URIs of OAuth clients: which ones a client can register, and which ones of a request are its own.
//!
//! A request's URI must be the same text as a registered one (RFC 9700, 2.1). Only the port of a loopback address may
//! differ, because a program gets it from its operating system (RFC 8252, 7.3).

/// Longer URIs are refused.
pub const MAX_LENGTH: usize = 500;
/// The hosts of a program on the user's own device.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// The part of an `http` or `https` URI before its path.
struct Authority<'a> {
    host: &'a str,
}

impl<'a> Authority<'a> {
    /// `host` or `host:port`, without user information.
    fn parse(text: &'a str) -> Option<Self> {
        // the colons of an IPv6 address are in brackets
        let end_of_host = text.find(']').map_or(0, |end| end + 1);
        let (host, port) = match text.get(end_of_host..)?.find(':') {
            Some(colon) => (text.get(..end_of_host + colon)?, Some(text.get(end_of_host + colon + 1..)?)),
            None => (text, None),
        };
        let is_port = |port: &str| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
        };
        (port.is_none_or(is_port) && !host.is_empty()).then_some(Self { host })
    }

    fn is_loopback(&self) -> bool {
        LOOPBACK.contains(&self.host)
    }

    /// A domain name in its ASCII form, with a top-level domain that begins with a letter: others are read as numbers.
    fn is_domain(&self) -> bool {
        let is_label = |label: &str| {
            let inner = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            inner && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
        };
        let last = self.host.rsplit('.').next().unwrap_or_default();
        self.host.len() <= 253
            && self.host.contains('.')
            && self.host.split('.').all(is_label)
            && last.starts_with(|first: char| first.is_ascii_lowercase())
    }
}

/// Splits `rest` of a URI into its authority and the path with the query.
fn split_authority(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()))
}

/// Printable ASCII without a fragment and without what programs read differently.
fn has_only_plain_characters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(&byte))
}

/// Whether a path has a segment `.` or `..`, also percent-encoded: programs resolve those, and the text stays the same.
fn has_dot_segments(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    path.replace("%2f", "/").replace("%5c", "/").split('/').any(|segment| matches!(segment, "." | ".."))
}

/// A private-use scheme: a domain name in reverse order (RFC 8252, 7.1), so that it belongs to somebody. It excludes
/// `javascript` and `data`.
fn is_private_use(scheme: &str) -> bool {
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    is_scheme && scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty())
}

/// Checks a URI that a client registers, and returns why it cannot be one.
///
/// # Errors
/// A sentence for users.
pub fn check(uri: &str) -> Result<(), &'static str> {
    if uri.is_empty() || uri.len() > MAX_LENGTH {
        return Err("Use 1 to 500 characters.");
    }
    if !has_only_plain_characters(uri) {
        return Err("Use a URI in ASCII, without a fragment.");
    }
    let (scheme, rest) = uri.split_once(':').ok_or("Enter a complete URI.")?;
    let is_web = matches!(scheme, "https" | "http");
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) if is_web => split_authority(rest),
        _ if is_web => return Err("Enter a complete URI."),
        _ => ("", rest),
    };
    if has_dot_segments(path) {
        return Err("Remove the segments . and .. from the path.");
    }
    if !is_web {
        // a name after two slashes, which many apps have, is a name only: no user and no port
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_path = match rest.strip_prefix("//") {
            Some(rest) => split_authority(rest).0.bytes().all(is_name),
            None => rest.starts_with('/'),
        };
        return if is_private_use(scheme) && is_path {
            Ok(())
        } else {
            Err("Use https, a loopback address, or a scheme such as com.example.app:/callback.")
        };
    }
    let authority = Authority::parse(authority).ok_or("Enter a host without user information.")?;
    match scheme {
        _ if authority.is_loopback() => Ok(()),
        "https" if authority.is_domain() => Ok(()),
        "https" => Err("Enter a domain name in lower case."),
        _ => Err("Use https: http is for loopback addresses."),
    }
}

/// Whether only the client can receive what is sent to the URI. Any program on a device can receive what is sent to a
/// private-use scheme or to a loopback address (RFC 8252, 8.6).
#[must_use]
pub fn is_claimed(uri: &str) -> bool {
    uri.starts_with("https://") && without_loopback_port(uri).is_none()
}

/// A URI at a loopback address, without its port.
fn without_loopback_port(uri: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = uri.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let (authority, path) = split_authority(rest);
    let authority = Authority::parse(authority).filter(Authority::is_loopback)?;
    Some((scheme, authority.host, path))
}

/// Whether a request's URI is one of the client's registered URIs.
#[must_use]
pub fn is_registered<'a>(registered: impl IntoIterator<Item = &'a str>, uri: &str) -> bool {
    registered
        .into_iter()
        .any(|own| own == uri || without_loopback_port(own).is_some_and(|own| without_loopback_port(uri) == Some(own)))
        && has_only_plain_characters(uri)
        && uri.len() <= MAX_LENGTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn uris_that_a_client_can_register() {
        for good in [
            "https://app.example.com/callback",
            "https://app.example.com",
            "https://app.example.com:8443/callback?tenant=1",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:51004/callback",
            "http://[::1]:8080/",
            "http://localhost:3000/callback",
            "com.example.app:/callback",
            "com.example.app:/",
            "com.example.app://callback",
            "com.example.app:///callback",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "app.example.com/callback",
            "/callback",
            "http://app.example.com/callback",
            "https://app.example.com/callback#fragment",
            "https://user@app.example.com/callback",
            "https://app.example.com@evil.example/callback",
            "https://app.example.com/a/../callback",
            "https://app.example.com/a/%2e%2E/callback",
            "https://app.example.com/a%2f..%2fcallback",
            "https://app.example.com\\.evil.example/",
            "https://app.example.com:0/",
            "https://app.example.com:99999/",
            "https://app.example.com:/",
            "https://APP.example.com/",
            "https://10.0.0.1/callback",
            "https://app.example.0xe/callback",
            "https://intranet/callback",
            "https://*.example.com/callback",
            "https:app.example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "app:/callback",
            "com.example.app:callback",
            "com.example.app://user@callback",
            "com.example.app://callback:port/",
            "com.example.app:",
            ".app:/callback",
            "https://app.example.com/call back",
            "https://app.example.com/\n",
            "https://äpp.example.com/",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_requests_uri_is_the_registered_text() {
        let registered = ["https://app.example.com/callback"];
        assert!(is_registered(registered, "https://app.example.com/callback"));
        for other in [
            "https://app.example.com/callback/",
            "https://app.example.com/callback?x=1",
            "https://app.example.com/callback/../evil",
            "https://app.example.com/Callback",
            "https://app.example.com:443/callback",
            "https://app.example.com:8443/callback",
            "https://user@app.example.com/callback",
            "https://app.example.com.evil.example/callback",
            "https://evil.example/callback",
            "https://app.example.com/%63allback",
            "http://app.example.com/callback",
            "https://app.example.com/callback#",
            "",
        ] {
            assert!(!is_registered(registered, other), "{other}");
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_differ() {
        let registered = ["http://127.0.0.1/callback", "http://[::1]:1/callback", "com.example.app:/callback"];
        for own in ["http://127.0.0.1:51004/callback", "http://[::1]:8080/callback", "com.example.app:/callback"] {
            assert!(is_registered(registered, own), "{own}");
        }
        for other in [
            "http://127.0.0.1:51004/other",
            "http://127.0.0.1:51004@evil.example/callback",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.2:51004/callback",
            "http://127.0.0.1.evil.example:80/callback",
            "http://localhost:51004/callback",
            "https://127.0.0.1:51004/callback",
            "com.example.app:/callback/x",
        ] {
            assert!(!is_registered(registered, other), "{other}");
        }
    }

    #[test]
    fn only_https_is_claimed() {
        assert!(is_claimed("https://app.example.com/callback"));
        for other in ["http://127.0.0.1/callback", "https://localhost/callback", "com.example.app:/callback"] {
            assert!(!is_claimed(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_can_be_registered_matches_itself_and_is_a_valid_header(uri in "(https?|com\\.example)://?[!-~]{0,40}") {
            if check(&uri).is_ok() {
                prop_assert!(is_registered([uri.as_str()], &uri));
                prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
