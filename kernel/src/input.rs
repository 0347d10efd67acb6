//! What may come in: each kind of text is parsed once, at the edge, into a type of its own.

use crate::error::Error;

const CONTROL: fn(char) -> bool = char::is_control;

/// A name that people read: 1 to 100 characters after trimming, no control characters.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn name(field: &str, text: &str) -> Result<String, Error> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if trimmed.contains(CONTROL) {
        return Err(Error::field(field, "This has characters that cannot be shown."));
    }
    match length {
        0 => Err(Error::field(field, "Please fill this in.")),
        1..=100 => Ok(trimmed.to_owned()),
        _ => Err(Error::field(field, "At most 100 characters, please.")),
    }
}

/// An e-mail address, lower-cased: one `@`, something before it, a domain after it, at most 254 characters (RFC 5321).
/// Whether it exists only a mail can tell.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn email(field: &str, text: &str) -> Result<String, Error> {
    let address = text.trim().to_ascii_lowercase();
    let plausible = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && !domain.is_empty()
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            })
    });
    let printable = address.chars().all(|character| !character.is_whitespace() && !character.is_control());
    // what SQL's lower() would change must have been changed here
    if plausible && printable && address.len() <= 254 {
        Ok(address)
    } else {
        Err(Error::field(field, "This is not an e-mail address."))
    }
}

/// A new password: 8 to 128 characters, nothing else is asked of it (NIST SP 800-63B, 5.1.1).
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn new_password(field: &str, text: &str) -> Result<(), Error> {
    match text.chars().count() {
        0..8 => Err(Error::field(field, "At least 8 characters, please.")),
        8..=128 => Ok(()),
        _ => Err(Error::field(field, "At most 128 characters, please.")),
    }
}

/// A full commit hash: 40 hex digits, lower-cased (64 in repositories that use SHA-256).
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn commit_hash(field: &str, text: &str) -> Result<String, Error> {
    let right = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if right {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Error::field(field, "A commit is given by its full hash, 40 hex digits."))
    }
}

/// A branch's name, by the rules of `git check-ref-format`.
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
    if right {
        Ok(text.to_owned())
    } else {
        Err(Error::field(field, "This is not a name that git allows for a branch."))
    }
}

/// A folder inside a repository, without slashes around it; `None` is the root.
///
/// # Errors
/// [`Error::Validation`] for `field` when it is absolute, leaves the repository or cannot be a path.
pub fn repository_path(field: &str, text: &str) -> Result<Option<String>, Error> {
    let trimmed = text.trim().trim_matches('/');
    if trimmed.is_empty() || trimmed == "." {
        return Ok(None);
    }
    let component = |part: &str| !part.is_empty() && part != "." && part != ".." && part != ".git";
    let right = trimmed.len() <= 500
        && !trimmed.starts_with('-')
        && !trimmed.contains('\\')
        && !trimmed.contains(CONTROL)
        && trimmed.split('/').all(component);
    if right {
        Ok(Some(trimmed.to_owned()))
    } else {
        Err(Error::field(field, "This is not a folder inside a repository."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn emails() {
        assert_eq!(email("email", " Demo@Steward.localhost ").unwrap(), "demo@steward.localhost");
        for bad in ["", "a", "@b", "a@", "a@b..c", "a b@c", "a@-b", "a@b@c", "a\u{0}@b"] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
        assert!(email("email", &format!("{}@b.c", "a".repeat(65))).is_err());
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
        for bad in ["..", "a/../b", "-x", "a//b", ".git", "a\\b", "a\nb"] {
            assert!(repository_path("path", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_and_passwords() {
        assert_eq!(name("name", "  Demo  ").unwrap(), "Demo");
        assert!(
            name("name", " ").is_err() && name("name", &"x".repeat(101)).is_err() && name("name", "a\u{1b}").is_err()
        );
        assert!(new_password("password", "1234567").is_err() && new_password("password", "12345678").is_ok());
        assert!(new_password("password", &"x".repeat(129)).is_err());
        assert!(commit_hash("commit", &"A".repeat(40)).is_ok() && commit_hash("commit", "main").is_err());
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_passes_is_safe(text in "\\PC{0,80}|.{0,80}") {
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
