//! Validation of text input.

use crate::error::Error;

const CONTROL: fn(char) -> bool = char::is_control;

/// Characters that reorder or break the text around them: line and paragraph separators, and the explicit controls of
/// the direction of text (Unicode Standard Annex 9, 2.1 to 2.5).
const fn reorders(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a glyph of their own, the blank ones of Hangul and Braille included. They are fine beside others:
/// joiners in emoji and Persian, for example.
const fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Marks that are drawn over the character before them.
const fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// More marks on one character are drawn over the lines around it. Hebrew and Vietnamese need up to four.
const MAX_MARKS: usize = 6;

fn has_too_many_marks(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|character| {
        marks = if is_mark(character) { marks + 1 } else { 0 };
        marks > MAX_MARKS
    })
}

/// Validates a display name: 1 to 100 characters after trimming, at least one of them visible, none that controls the
/// text around it.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn name(field: &str, text: &str) -> Result<String, Error> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if trimmed.contains(CONTROL) || trimmed.contains(reorders) {
        return Err(Error::field(field, "Remove the control characters."));
    }
    if has_too_many_marks(trimmed) {
        return Err(Error::field(field, "Remove the accents that are stacked on one character."));
    }
    if trimmed.chars().all(is_invisible) {
        return Err(Error::field(field, "Enter a name."));
    }
    match length {
        1..=100 => Ok(trimmed.to_owned()),
        _ => Err(Error::field(field, "Use at most 100 characters.")),
    }
}

/// Validates an optional note: at most 500 characters after trimming, none for an empty one.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn note(field: &str, text: &str) -> Result<Option<String>, Error> {
    let trimmed = text.trim();
    if trimmed.contains(|character: char| character.is_control() && character != '\n') {
        return Err(Error::field(field, "Remove the control characters."));
    }
    if trimmed.chars().count() > 500 {
        return Err(Error::field(field, "Use at most 500 characters."));
    }
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

/// Validates a search text: at most 100 characters after trimming, in lower case as SQL's `lower()` does it; none for an
/// empty one.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn search_text(field: &str, text: Option<&str>) -> Result<Option<String>, Error> {
    let text = text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_ascii_lowercase);
    if text.as_ref().is_some_and(|text| text.chars().count() > 100) {
        return Err(Error::field(field, "Use at most 100 characters."));
    }
    Ok(text)
}

/// Validates an email address and normalizes it to lower case: a local part without quotes (RFC 5322), `@`, and a domain
/// in its ASCII form, at most 254 characters (RFC 5321). Local parts of other scripts (RFC 6531) are refused, because the
/// services that send email do not take them.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn email(field: &str, text: &str) -> Result<String, Error> {
    let address = text.trim().to_ascii_lowercase();
    let Some((local, domain)) = address.split_once('@') else { return Err(invalid_email(field)) };
    if !local.is_ascii() {
        return Err(Error::field(field, "Use an address without accents or other scripts before the @."));
    }
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let plausible = (1..=64).contains(&local.len()) && local.bytes().all(is_local) && domain.split('.').all(is_label);
    if plausible && address.len() <= 254 { Ok(address) } else { Err(invalid_email(field)) }
}

fn invalid_email(field: &str) -> Error {
    Error::field(field, "Enter a valid email address.")
}

/// Validates a new password: 8 to 128 characters, without further rules (NIST SP 800-63B, 5.1.1).
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn new_password(field: &str, text: &str) -> Result<(), Error> {
    match text.chars().count() {
        0..8 => Err(Error::field(field, "Use at least 8 characters.")),
        8..=128 => Ok(()),
        _ => Err(Error::field(field, "Use at most 128 characters.")),
    }
}

/// What somebody who knows the platform tries first.
const OBVIOUS_WORDS: [&str; 6] = ["steward", "password", "passwort", "admin", "owner", "estate"];

/// Refuses a new password whose letters are hardly more than obvious words and those of `account`: its address and its
/// name (ASVS 5.0, 6.1.2 and 6.2.11).
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn unobvious_password(field: &str, text: &str, account: &[&str]) -> Result<(), Error> {
    let mut rest: String =
        text.chars().filter(|character| character.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let had_letters = !rest.is_empty();
    let own = account.iter().flat_map(|text| text.split(|character: char| !character.is_alphabetic()));
    for word in OBVIOUS_WORDS.into_iter().chain(own).filter(|word| word.chars().count() > 2) {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    if had_letters && rest.chars().count() < 3 {
        let message = "Choose another password: this one is made of your name, your address, or obvious words.";
        return Err(Error::field(field, message));
    }
    Ok(())
}

/// Validates the path, query and fragment of a URL on this origin, to redirect to. The text is returned unchanged. It
/// cannot be interpreted as another host, also not after percent-decoding it once.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn return_path(field: &str, text: &str) -> Result<String, Error> {
    if is_return_path(text) { Ok(text.to_owned()) } else { Err(Error::field(field, "Enter a path on this site.")) }
}

fn is_return_path(text: &str) -> bool {
    // browsers remove tabs and line breaks, and treat backslashes as slashes (WHATWG URL, 4.4)
    let written = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>' | b'`');
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let Some(segments) = path.strip_prefix('/') else { return false };
    let lower = path.to_ascii_lowercase();
    // encoded slashes, backslashes, dots, control characters and percent signs
    let hides = ["%2f", "%5c", "%2e", "%0", "%1", "%7f", "%25"].iter().any(|code| lower.contains(code));
    let is_coded = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let is_plain =
        |(index, segment): (usize, &str)| !matches!(segment, "." | "..") && (index > 0 || !segment.is_empty());
    text.len() <= 2_000
        && text.bytes().all(written)
        && !hides
        && path.split('%').skip(1).all(is_coded)
        && !segments.contains("//")
        && (segments.is_empty() || segments.split('/').enumerate().all(is_plain))
}

/// Validates a full commit hash and normalizes it to lower case: 40 hex digits, or 64 with SHA-256.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn commit_hash(field: &str, text: &str) -> Result<String, Error> {
    let right = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if right {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Error::field(field, "Enter the full commit hash: 40 hexadecimal digits."))
    }
}

/// Validates a branch name by the rules of `git check-ref-format`.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn branch(field: &str, text: &str) -> Result<String, Error> {
    let forbidden = |character: char| character.is_control() || " ~^:?*[\\".contains(character);
    let component = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let right = text.len() <= 255
        && text != "@"
        && !text.starts_with('-')
        && !text.ends_with('.')
        && !text.contains("..")
        && !text.contains("@{")
        && !text.contains(forbidden)
        && text.split('/').all(component);
    if right { Ok(text.to_owned()) } else { Err(Error::field(field, "Enter a valid branch name.")) }
}

/// Validates a folder in a repository and removes leading and trailing slashes; `None` is the root.
///
/// # Errors
/// [`Error::Validation`] for `field` when the path leaves the repository or is invalid.
pub fn repository_path(field: &str, text: &str) -> Result<Option<String>, Error> {
    let trimmed = text.trim_matches(|character: char| character == '/' || character.is_whitespace());
    if trimmed.is_empty() || trimmed == "." {
        return Ok(None);
    }
    let component = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.eq_ignore_ascii_case(".git");
    let right = trimmed.len() <= 500
        && !trimmed.starts_with('-')
        && !trimmed.contains('\\')
        && !trimmed.contains(CONTROL)
        && trimmed.split('/').all(component);
    if right { Ok(Some(trimmed.to_owned())) } else { Err(Error::field(field, "Enter a folder inside the repository.")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn obvious_passwords() {
        let account = ["demo.owner@acme.example", "Zoë Demo"];
        let refused = |text| unobvious_password("password", text, &account).is_err();
        for obvious in ["Password1234", "steward-2026", "demo.owner", "Acme2026!", "zoë-demo-99", "ownerPasswordX1"] {
            assert!(refused(obvious), "{obvious}");
        }
        for good in ["a long enough password", "4815162342", "acme horse battery", "passphrase"] {
            assert!(!refused(good), "{good}");
        }
    }

    #[test]
    fn emails() {
        assert_eq!(email("email", " Demo@Steward.localhost ").unwrap(), "demo@steward.localhost");
        assert_eq!(email("email", "o'demo+tag@steward.localhost").unwrap(), "o'demo+tag@steward.localhost");
        for bad in [
            "", "a", "@b", "a@", "a@b..c", "a b@c", "a@-b", "a@b@c", "a\u{0}@b", "a,c@b", "a<c@b", "\"a\"@b", "a:c@b",
            "é@b", "a@é",
        ] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
        assert!(email("email", &format!("{}@b.c", "a".repeat(65))).is_err());
    }

    #[test]
    fn names() {
        let emoji = "\u{1f469}\u{200d}\u{1f4bb} Ada";
        for good in [
            "Ada",
            " Ada ",
            emoji,
            "क्षत्रिय",
            "می\u{200c}خواهم",
            "שָׁלוֹם",
            "مُحَمَّد",
            "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t",
            "ﬁx",
        ] {
            assert_eq!(name("name", good).unwrap(), good.trim(), "{good}");
        }
        for blank in
            ["\u{200b}", "\u{2060}", "\u{feff}", "\u{3164}", "\u{2800}", "\u{115f}", "\u{ad}", " \u{200d}\u{fe0f} ", ""]
        {
            assert!(name("name", blank).is_err(), "{blank:?}");
        }
        for control in ['\u{0}', '\n', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            assert!(name("name", &format!("a{control}b")).is_err(), "{control:?}");
        }
        assert!(name("name", &format!("a{}", "\u{301}".repeat(50))).is_err());
        assert!(name("name", &"a\u{301}".repeat(50)).is_ok());
        assert!(name("name", &"a".repeat(101)).is_err());
    }

    #[test]
    fn branches() {
        for good in ["main", "feature/one", "v1.2", "ide/2026-01-01"] {
            assert!(branch("branch", good).is_ok(), "{good}");
        }
        for bad in ["", "-x", "a..b", "a b", "a.lock", "/a", "a/", "a//b", ".a", "a~1", "@", "a@{1}", "a\u{7f}"] {
            assert!(branch("branch", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths() {
        assert_eq!(repository_path("path", "/").unwrap(), None);
        assert_eq!(repository_path("path", "/apps/site/").unwrap().as_deref(), Some("apps/site"));
        assert_eq!(repository_path("path", "/ a / ").unwrap().as_deref(), Some("a"));
        for bad in ["..", "a/../b", "-x", "a//b", ".git", "a/.GIT", "a\\b", "a\nb"] {
            assert!(repository_path("path", bad).is_err(), "{bad}");
        }
    }

    /// Percent-decodes a text once.
    fn decode(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((first, others)) = rest.split_first() {
            let coded = (*first == b'%').then(|| others.get(..2)).flatten();
            let coded =
                coded.and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
            bytes.push(coded.unwrap_or(*first));
            rest = if coded.is_some() { &others[2..] } else { others };
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn return_paths() {
        for good in [
            "/",
            "/acme/est_1/builds?status=failed",
            "/device?user_code=BCDF-2345",
            "/invite/x-_~",
            "/acme/est_1/builds/build_1#L20",
            "/acme/a%20b/",
            "/search?to=https%3A%2F%2Felsewhere.example//x",
        ] {
            assert_eq!(return_path("returnUrl", good).unwrap(), good);
        }
        for bad in [
            "",
            "builds",
            "https://elsewhere.example/",
            "HTTPS:/elsewhere.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "//elsewhere.example",
            "///elsewhere.example",
            "/\\elsewhere.example",
            "\\/elsewhere.example",
            "/\t/elsewhere.example",
            "/\n/elsewhere.example",
            "/\r\nset-cookie: a=b",
            " //elsewhere.example",
            "/ /elsewhere.example",
            "/.//elsewhere.example",
            "/x/..//elsewhere.example",
            "/x//elsewhere.example",
            "/../x",
            "/x/./y",
            "/%2F/elsewhere.example",
            "/%2felsewhere.example",
            "/%5Celsewhere.example",
            "/%09/elsewhere.example",
            "/%2e%2e//x",
            "/%252felsewhere.example",
            "/%",
            "/%2",
            "/%zz",
            "@elsewhere.example",
            "user:word@elsewhere.example",
            "/\u{2044}elsewhere.example",
            "/\u{ff0f}elsewhere.example",
            "/x?a=\u{0}",
            "?x",
            "#x",
        ] {
            assert!(return_path("returnUrl", bad).is_err(), "{bad}");
        }
        assert!(return_path("returnUrl", &format!("/{}", "x".repeat(2_000))).is_err());
    }

    #[test]
    fn names_notes_and_passwords() {
        assert_eq!(name("name", "  Demo  ").unwrap(), "Demo");
        assert!(
            name("name", " ").is_err() && name("name", &"x".repeat(101)).is_err() && name("name", "a\u{1b}").is_err()
        );
        assert!(new_password("password", "1234567").is_err() && new_password("password", "12345678").is_ok());
        assert!(new_password("password", &"x".repeat(129)).is_err());
        assert_eq!(note("note", " two\nlines ").unwrap().as_deref(), Some("two\nlines"));
        assert_eq!(note("note", " \n ").unwrap(), None);
        assert!(note("note", &"é".repeat(500)).is_ok() && note("note", &"é".repeat(501)).is_err());
        assert!(note("note", "a\u{7}").is_err());
        assert_eq!(search_text("q", Some(" Demo ÉSTATE ")).unwrap().as_deref(), Some("demo Éstate"));
        assert_eq!(search_text("q", Some(" ")).unwrap(), None);
        assert!(search_text("q", Some(&"é".repeat(100))).is_ok() && search_text("q", Some(&"é".repeat(101))).is_err());
        assert!(commit_hash("commit", &"A".repeat(40)).is_ok() && commit_hash("commit", "main").is_err());
    }

    proptest! {
        /// A valid path, appended to an origin, is a path of that origin, also after decoding it once.
        #[test]
        fn return_paths_stay_on_the_origin(text in "[/\\\\.:@%?#a-z0-9\\t\\n -~]{0,24}|/(%[0-9a-fA-F]{2}|[/\\\\.x]){0,8}|.{0,20}") {
            if let Ok(path) = return_path("f", &text) {
                prop_assert_eq!(&path, &text);
                let decoded = decode(path.split(['?', '#']).next().unwrap());
                prop_assert!(decoded.starts_with('/') && !decoded.contains("//") && !decoded.contains('\\'), "{}", decoded);
                prop_assert!(!decoded.split('/').any(|segment| matches!(segment, "." | "..")), "{}", decoded);
                prop_assert!(!decoded.contains(char::is_control));
            }
        }

        #[test]
        fn nothing_panics_and_valid_input_is_safe(text in "\\PC{0,80}|.{0,80}") {
            let _ = name("f", &text);
            if let Ok(address) = email("f", &text) {
                prop_assert_eq!(&address, &address.to_ascii_lowercase());
            }
            if let Ok(Some(path)) = repository_path("f", &text) {
                prop_assert!(!path.starts_with('/') && !path.split('/').any(|part| part == ".."));
            }
            if let Ok(branch) = branch("f", &text) {
                prop_assert!(!branch.starts_with('-') && !branch.contains(' '));
            }
        }
    }
}
