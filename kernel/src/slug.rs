//! Slugs: the names of organizations in URLs.

use crate::error::Error;

/// The fewest characters of a slug.
pub const MIN_LENGTH: usize = 2;
/// The most characters of a slug.
pub const MAX_LENGTH: usize = 48;
/// The most characters that a generated slug takes from the name, to leave room for a suffix.
const MAX_BASE_LENGTH: usize = 38;
/// The base for a name without letters that can be transliterated.
const DEFAULT_BASE: &str = "organization";
/// The digits of the random suffix.
const SUFFIX_DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// First path segments that are pages or may become pages.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "accounts",
    "admin",
    "api",
    "app",
    "apps",
    "assets",
    "auth",
    "authorize",
    "billing",
    "blog",
    "callback",
    "contact",
    "dashboard",
    "device",
    "docs",
    "domains",
    "download",
    "estate",
    "estates",
    "favicon",
    "health",
    "help",
    "home",
    "index",
    "integrations",
    "invitation",
    "invitations",
    "invite",
    "join",
    "legal",
    "login",
    "logout",
    "mail",
    "me",
    "new",
    "new-organization",
    "null",
    "oauth",
    "organization",
    "organizations",
    "password",
    "pricing",
    "privacy",
    "public",
    "reset",
    "robots",
    "root",
    "search",
    "security",
    "session",
    "sessions",
    "settings",
    "signin",
    "signout",
    "signup",
    "sitemap",
    "slack",
    "static",
    "status",
    "steward",
    "support",
    "system",
    "team",
    "terms",
    "testing",
    "undefined",
    "user",
    "user-settings",
    "users",
    "verify",
    "webhooks",
    "well-known",
    "www",
];

/// Validates a chosen slug: 2 to 48 of `a-z`, `0-9` and `-`, no leading, trailing or double hyphen, not reserved.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn parse(field: &str, text: &str) -> Result<String, Error> {
    let invalid = |sentence: &str| Err(Error::field(field, sentence));
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&text.len()) {
        return invalid("Use 2 to 48 characters.");
    }
    if !text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        return invalid("Use only lowercase letters a to z, digits and hyphens.");
    }
    if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
        return invalid("Use single hyphens, between letters or digits.");
    }
    if RESERVED.contains(&text) {
        return invalid("This slug is reserved: choose another one.");
    }
    Ok(text.to_owned())
}

/// Slugs for an organization with this name in Normalization Form KC, in order of preference: the name, the name with 2
/// to 9, and the name with a random suffix.
#[must_use]
pub fn candidates(name: &str, random: [u8; 8]) -> Vec<String> {
    let base = base(name);
    let suffix: String = random
        .iter()
        .map(|byte| char::from(SUFFIX_DIGITS.get(usize::from(byte & 31)).copied().unwrap_or(b'0')))
        .collect();
    std::iter::once(base.clone())
        .chain((2..=9).map(|number| format!("{base}-{number}")))
        .chain(std::iter::once(format!("{base}-{suffix}")))
        .filter(|slug| parse("slug", slug).is_ok())
        .collect()
}

/// The transliterated name.
fn base(name: &str) -> String {
    let mut slug = String::with_capacity(MAX_BASE_LENGTH);
    for letters in name.chars().flat_map(char::to_lowercase).filter(|letter| !is_mark(*letter)).map(fold) {
        if slug.len() + letters.len().max(1) > MAX_BASE_LENGTH {
            break;
        }
        if !letters.is_empty() {
            slug.push_str(letters);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches('-');
    if slug.len() < MIN_LENGTH { DEFAULT_BASE.to_owned() } else { slug.to_owned() }
}

/// Marks that are not composed with their letter, as that of the lower case of `İ`.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Transliterates a lower-case letter or digit to ASCII; empty for other characters. The ranges are Vietnamese.
const fn fold(letter: char) -> &'static str {
    match letter {
        'a' | 'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => "a",
        'ä' | 'æ' => "ae",
        'b' => "b",
        'c' | 'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'd' | 'ď' | 'đ' | 'ð' => "d",
        'e' | 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => "e",
        'f' => "f",
        'g' | 'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'h' | 'ĥ' | 'ħ' => "h",
        'i' | 'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ'..='ị' => "i",
        'j' | 'ĵ' => "j",
        'k' | 'ķ' => "k",
        'l' | 'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'm' => "m",
        'n' | 'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'o' | 'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => "o",
        'ö' | 'œ' => "oe",
        'p' => "p",
        'q' => "q",
        'r' | 'ŕ' | 'ŗ' | 'ř' => "r",
        's' | 'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        't' | 'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'u' | 'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => "u",
        'ü' => "ue",
        'v' => "v",
        'w' | 'ŵ' => "w",
        'x' => "x",
        'y' | 'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => "y",
        'z' | 'ź' | 'ż' | 'ž' => "z",
        '0' => "0",
        '1' => "1",
        '2' => "2",
        '3' => "3",
        '4' => "4",
        '5' => "5",
        '6' => "6",
        '7' => "7",
        '8' => "8",
        '9' => "9",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chosen_slugs() {
        for good in ["ab", "a1", "demo-organization", &"x".repeat(48)] {
            assert_eq!(parse("slug", good).unwrap(), good);
        }
        let long = "x".repeat(49);
        for bad in ["", "a", "-a", "a-", "a--b", "A1", "a_b", "ä1", "a b", "admin", "new-organization", "api", &long] {
            assert!(parse("slug", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_id_is_a_slug() {
        assert!(parse("slug", "org_01k9zqt3m8e7tbm3hz0c3x6w5r").is_err());
    }

    #[test]
    fn generated_slugs() {
        for (name, slug) in [
            ("Demo Owner's organization", "demo-owner-s-organization"),
            ("  Jürgen & Søn, GmbH  ", "juergen-son-gmbh"),
            ("Straße 7", "strasse-7"),
            ("株式会社", "organization-2"),
            ("x", "organization-2"),
            ("Settings", "settings-2"),
            ("İstanbul", "istanbul"),
            ("Việt Nam Đường", "viet-nam-duong"),
        ] {
            assert_eq!(candidates(name, [0; 8])[0], slug, "{name}");
        }
        assert_eq!(candidates("Demo", [7; 8]).last().unwrap(), "demo-77777777");
        assert_eq!(candidates("Demo", [7; 8]).len(), 10);
    }

    proptest! {
        #[test]
        fn every_name_has_valid_slugs(name in "\\PC{0,120}", random: [u8; 8]) {
            let found = candidates(&name, random);
            prop_assert!(found.len() >= 9);
            for slug in found {
                prop_assert_eq!(parse("slug", &slug).unwrap(), slug);
            }
        }
    }
}
