//! Names of domains that an organization may prove to be its own.

use crate::error::Error;

/// A whole name (RFC 1035, 2.3.4, less the dot at the end).
const LONGEST: usize = 253;
/// What stands before the name is looked up with it: `_steward.` leaves this many.
const LONGEST_PROVABLE: usize = LONGEST - "_steward.".len();
const LONGEST_LABEL: usize = 63;

/// Domains whose addresses belong to everybody. Who proves one of them still does not own its people.
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

/// A domain's name, lower-cased, without a dot at the end: two labels or more of letters, digits and hyphens
/// (RFC 1123, 2.1), punycode included; no address of IP, and none of the domains where everybody has mail.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn parse(field: &str, text: &str) -> Result<String, Error> {
    let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
    if !is_host_name(&name) || name.len() > LONGEST_PROVABLE {
        return Err(Error::field(field, "This is not the name of a domain, like example.com."));
    }
    if PUBLIC_MAIL.contains(&name.as_str()) {
        return Err(Error::field(field, "Everybody can have an address there, so nobody can claim it."));
    }
    Ok(name)
}

/// The domain of an e-mail address, lower-cased; none where there is no such name.
#[must_use]
pub fn of_email(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    is_host_name(&domain).then_some(domain)
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = name.rsplit('.').next().unwrap_or_default();
    name.len() <= LONGEST
        && name.contains('.')
        && name.split('.').all(is_label)
        // what ends in digits is an address of IPv4, or looks like one (WHATWG URL, host parsing)
        && !top.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_domains() {
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
    fn what_is_no_domain_is_refused() {
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
    fn where_everybody_has_mail_nobody_claims() {
        for domain in ["gmail.com", "GMX.de", "outlook.com."] {
            assert!(parse("domain", domain).is_err(), "{domain}");
        }
    }

    #[test]
    fn domains_of_addresses() {
        assert_eq!(of_email("demo@Example.com").as_deref(), Some("example.com"));
        for none in ["demo", "demo@localhost", "demo@", "demo@1.2.3.4"] {
            assert_eq!(of_email(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_can_stand_in_a_url(text in ".{0,80}") {
            if let Ok(name) = parse("domain", &text) {
                prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)));
                prop_assert_eq!(parse("domain", &name).unwrap(), name);
            }
        }
    }
}
