//! Removes credentials from texts.

/// The replacement for a secret.
const REDACTED: &str = "[redacted]";
/// In an HTTP header, a credential follows these words (RFC 9110, 11.4).
const SCHEMES: [&str; 3] = ["Bearer ", "Basic ", "token "];

/// A URL without user, password, query and fragment.
pub(super) fn shown_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.find('/').map_or((rest, ""), |start| rest.split_at(start));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// Replaces `url` by its form in [`shown_url`], and removes the secrets and the credentials after a scheme.
pub(super) fn redact(text: &str, url: &str, secrets: &[String]) -> String {
    let mut text = text.replace(url, &shown_url(url));
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.as_str(), REDACTED);
    }
    for scheme in SCHEMES {
        text = without_credential(&text, scheme);
    }
    text
}

fn without_credential(text: &str, scheme: &str) -> String {
    let mut parts = text.split(scheme);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !is_credential(character)).unwrap_or(part.len());
        let (credential, rest) = part.split_at(end);
        shown.push_str(scheme);
        shown.push_str(if credential.is_empty() || credential == REDACTED { credential } else { REDACTED });
        shown.push_str(rest);
    }
    shown
}

/// The characters of `token68` (RFC 9110, 11.2).
const fn is_credential(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '~' | '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_url_is_shown_without_credentials() {
        assert_eq!(shown_url("https://a:b@c.example:8443/d/e?f=g#h"), "https://c.example:8443/d/e");
        assert_eq!(shown_url("https://c.example?token=x"), "https://c.example");
        assert_eq!(shown_url("https://c.example/a@b"), "https://c.example/a@b");
        assert_eq!(shown_url("nonsense?x=y"), "nonsense");
    }

    #[test]
    fn credentials_after_their_scheme_are_left_out() {
        let shown = redact("sent Authorization: Bearer abc.def-1, then Basic dXNlcg==.", "https://a.example", &[]);
        assert_eq!(shown, "sent Authorization: Bearer [redacted], then Basic [redacted]");
        assert_eq!(redact("Bearer ", "https://a.example", &[]), "Bearer ");
        assert_eq!(redact("Bearer s3", "https://a.example", &["s3".to_owned()]), "Bearer [redacted]");
    }

    proptest! {
        #[test]
        fn no_secret_is_left(before in ".{0,20}", secret in "[A-Za-z0-9_]{8,40}", after in ".{0,20}") {
            let url = format!("https://api.example/x?access_token={secret}");
            let text = format!("{before}{secret}{after} {url}");
            let secrets = [secret.clone()];
            prop_assert!(!redact(&text, &url, &secrets).contains(&secret));
            prop_assert!(!shown_url(&url).contains(&secret));
        }
    }
}
