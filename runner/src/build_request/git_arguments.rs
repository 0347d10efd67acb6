//! Values from requests that are passed to git, each with the rule that makes it safe as an argument.

use axum::http::Uri;

use super::FieldError;

const MAX_URL: usize = 2048;
const MAX_NAME: usize = 255;
const MAX_PATH: usize = 1024;

/// The URL of a repository: `https://` (or `http://` where that is allowed), without user or password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloneUrl(String);

impl CloneUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// When it has another scheme, a user or password, a query or fragment, or characters that URLs do not have.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, FieldError> {
        let invalid = |message| FieldError { field: "cloneUrl", message };
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}#?".contains(&byte);
        if text.len() > MAX_URL || !text.bytes().all(is_plain) {
            return Err(invalid("must be a URL without query, fragment and spaces"));
        }
        let uri: Uri = text.parse().map_err(|_| invalid("must be a URL"))?;
        // git looks credentials up by the scheme as it is written
        match text.split_once("://") {
            Some(("https", _)) => {}
            Some(("http", _)) if allow_http => {}
            _ => return Err(invalid("must begin with https://")),
        }
        let authority = uri.authority().ok_or_else(|| invalid("must have a host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("must not have a user or password; give the token in its own field"));
        }
        if uri.path().len() < 2 {
            return Err(invalid("must have the repository's path"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The line for git's credential file (git-credential-store(1)): scheme, percent-encoded user and password, and
    /// host.
    #[must_use]
    pub fn credential_line(&self, user: &str, password: &str) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("https", &self.0));
        let authority = rest.split('/').next().unwrap_or(rest);
        format!("{scheme}://{}:{}@{authority}\n", percent_encode(user), percent_encode(password))
    }
}

fn percent_encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// A commit's object id: 40 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitHash(String);

impl CommitHash {
    /// Parses 40 hexadecimal digits of either case.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(FieldError { field: "commit", message: "must be 40 hexadecimal digits" })
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A branch name that `git check-ref-format` accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchName(String);

impl BranchName {
    /// Parses a name without the prefix `refs/heads/`.
    ///
    /// # Errors
    /// When git does not allow the name, or it starts with a dash, which git could read as an option.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let is_allowed = |c: char| !c.is_control() && !" ~^:?*[\\".contains(c);
        let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
        let is_name = text.len() <= MAX_NAME
            && !text.starts_with('-')
            && !text.ends_with('.')
            && !text.contains("..")
            && !text.contains("@{")
            && text != "@"
            && text.chars().all(is_allowed)
            && text.split('/').all(is_part);
        if is_name {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError { field: "branch", message: "must be the name of a branch" })
        }
    }

    /// The name, without `refs/heads/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The full reference name, `refs/heads/…`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("refs/heads/{}", self.0)
    }
}

/// The estate's folder in the repository: a relative path without `..`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstatePath(String);

impl EstatePath {
    /// Parses a path; the root, in any spelling, is `None`.
    ///
    /// # Errors
    /// When the path is absolute or has `..`, `.git`, a leading dash, control characters or backslashes.
    pub fn parse(text: &str) -> Result<Option<Self>, FieldError> {
        let is_allowed = |c: char| !c.is_control() && c != '\\';
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let is_part = |part: &&str| *part != ".." && !part.eq_ignore_ascii_case(".git");
        let is_path = text.len() <= MAX_PATH
            && !text.starts_with(['/', '-'])
            && !parts.first().is_some_and(|part| part.starts_with('-'))
            && text.chars().all(is_allowed)
            && parts.iter().all(is_part);
        if !is_path {
            return Err(FieldError { field: "path", message: "must be a relative path inside the repository" });
        }
        Ok(Some(parts.join("/")).filter(|path| !path.is_empty()).map(Self))
    }

    /// The path without leading and trailing `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clone_urls() {
        for good in ["https://github.com/o/r.git", "https://github.com:8443/o/r", "https://127.0.0.1:1/r"] {
            assert_eq!(CloneUrl::parse(good, false).unwrap().as_str(), good);
        }
        assert!(CloneUrl::parse("http://127.0.0.1:4/o/r.git", true).is_ok());
        for bad in [
            "",
            "-u",
            "--upload-pack=x",
            "http://127.0.0.1/r",
            "Https://github.com/o/r.git",
            "ssh://git@h/r",
            "git@github.com:o/r.git",
            "file:///etc",
            "ext::sh -c id",
            "/etc/passwd",
            "https://user@h/r",
            "https://user:pass@h/r",
            "https://h/r?x=1",
            "https://h/r#f",
            "https://h/a b",
            "https://h/\nr",
            "https:///r",
            "https://h",
            "https://h/",
            "https://h/'r",
        ] {
            assert_eq!(CloneUrl::parse(bad, false).unwrap_err().field, "cloneUrl", "{bad}");
        }
    }

    #[test]
    fn a_credential_is_bound_to_scheme_and_host_and_is_one_line() {
        let url = CloneUrl::parse("https://github.com:8443/o/r.git", false).unwrap();
        assert_eq!(
            url.credential_line("x-access-token", "a/b@c:d"),
            "https://x-access-token:a%2Fb%40c%3Ad@github.com:8443\n"
        );
    }

    #[test]
    fn commits() {
        let hash = "0123456789ABCDEF0123456789abcdef01234567";
        assert_eq!(CommitHash::parse(hash).unwrap().as_str(), hash.to_lowercase());
        for bad in ["", "main", &hash[1..], &format!("{hash}0"), "-123456789abcdef0123456789abcdef0123456z"] {
            assert!(CommitHash::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn branches() {
        for good in ["main", "feature/a-b", "@x", "ünïcode", "a.b"] {
            assert_eq!(BranchName::parse(good).unwrap().reference(), format!("refs/heads/{good}"));
        }
        for bad in [
            "",
            "-x",
            "--upload-pack=x",
            "a..b",
            "/a",
            "a/",
            "a//b",
            "a b",
            "a:b",
            "a^",
            "a~1",
            "a?",
            "a*",
            "a[b",
            "a\\b",
            ".a",
            "a/.b",
            "a.lock",
            "a.lock/b",
            "a.",
            "@",
            "a@{1}",
            "a\nb",
        ] {
            assert!(BranchName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths() {
        for (text, path) in [("apps/one", "apps/one"), ("./apps//one/", "apps/one"), ("a-b", "a-b"), ("..a", "..a")] {
            assert_eq!(EstatePath::parse(text).unwrap().unwrap().as_str(), path);
        }
        for root in ["", ".", "./"] {
            assert_eq!(EstatePath::parse(root), Ok(None));
        }
        for bad in ["/etc", "..", "a/../b", "a/..", "-x", "./-x", ".git", "a/.GIT/hooks", "a\\b", "a\0b", "a\nb"] {
            assert!(EstatePath::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn valid_values_stay_inside_the_repository(text in "[-./a-zA-Z\\\\ ]{0,12}") {
            if let Ok(Some(path)) = EstatePath::parse(&text) {
                prop_assert!(!path.as_str().starts_with(['/', '-']));
                prop_assert!(path.as_str().split('/').all(|part| !part.is_empty() && part != ".."));
            }
            if let Ok(branch) = BranchName::parse(&text) {
                prop_assert!(!branch.reference().contains("..") && !text.starts_with('-'));
            }
        }
    }
}
