//! Domain names that an organization can verify.

use crate::error::Error;

/// The most characters of a name (RFC 1035, 2.3.4, without the trailing dot).
const MAX_LENGTH: usize = 253;
/// The most characters of a name that can be verified: its TXT record has the prefix `_steward.`.
const MAX_VERIFIABLE_LENGTH: usize = MAX_LENGTH - "_steward.".len();
const MAX_LABEL_LENGTH: usize = 63;

/// Public email providers. Their domains do not belong to one organization.
const PUBLIC_MAIL: &[&str] = &[
    "aol.com",
    "fastmail.com",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "icloud.com",
    "inbox.com",
    "live.com",
    "live.de",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "outlook.com",
    "outlook.de",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rocketmail.com",
    "t-online.de",
    "tutanota.com",
    "web.de",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "163.com",
    "126.com",
];

/// Parses a domain name and normalizes it to lower case without trailing dot. It has two or more labels of letters,
/// digits and hyphens (RFC 1123, 2.1), including punycode. IP addresses and public email providers are rejected.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn parse(field: &str, text: &str) -> Result<String, Error> {
    let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
    if !is_host_name(&name) || name.len() > MAX_VERIFIABLE_LENGTH {
        return Err(Error::field(field, "Enter a domain name such as example.com."));
    }
    if PUBLIC_MAIL.contains(&name.as_str()) {
        return Err(Error::field(
            field,
            "This domain belongs to a public email provider: enter a domain of your organization.",
        ));
    }
    Ok(name)
}

/// The domain of an email address in lower case; none when it is not a domain name.
#[must_use]
pub fn of_email(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    is_host_name(&domain).then_some(domain)
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_LENGTH).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = name.rsplit('.').next().unwrap_or_default();
    name.len() <= MAX_LENGTH
        && name.contains('.')
        && name.split('.').all(is_label)
        // a name that ends in a number, 0x1 included, is parsed as an IPv4 address (WHATWG URL, host parsing)
        && top.starts_with(|first: char| first.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domain_names() {
        for (text, name) in [
            ("example.com", "example.com"),
            (" Mail.Example.COM. ", "mail.example.com"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("1.example", "1.example"),
        ] {
            assert_eq!(parse("domain", text).unwrap(), name);
        }
    }

    #[test]
    fn invalid_names_are_rejected() {
        let long = format!("{}.com", "a".repeat(64));
        for bad in [
            "",
            "localhost",
            "192.0.2.1",
            "[2001:db8::1]",
            "2001:db8::1",
            "a..b",
            ".com",
            "-a.com",
            "a-.com",
            "a_b.com",
            "bücher.example",
            "a b.com",
            "a.com/b",
            "user@example.com",
            "example.com:80",
            "*.example.com",
            &long,
        ] {
            assert!(parse("domain", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn public_email_providers_are_rejected() {
        for domain in ["gmail.com", "GMX.de", "outlook.com."] {
            assert!(parse("domain", domain).is_err(), "{domain}");
        }
    }

    #[test]
    fn domains_of_email_addresses() {
        assert_eq!(of_email("demo@Example.com").as_deref(), Some("example.com"));
        for none in ["demo", "demo@localhost", "demo@", "demo@1.2.3.4"] {
            assert_eq!(of_email(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn valid_names_can_be_part_of_a_url(text in ".{0,80}") {
            if let Ok(name) = parse("domain", &text) {
                prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)));
                prop_assert_eq!(parse("domain", &name).unwrap(), name);
            }
        }
    }
}
