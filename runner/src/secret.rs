//! Passwords and tokens.

use std::fmt;

use serde::Deserialize;
use steward_kernel::signature::token_hash;
use subtle::ConstantTimeEq;

/// A password or token. `Debug` redacts it; [`Secret::expose`] gives access to the text.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `claimed` equals this secret, in constant time: digests are compared, which have the same length.
    #[must_use]
    pub fn matches(&self, claimed: &str) -> bool {
        token_hash(&self.0).as_bytes().ct_eq(token_hash(claimed).as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_and_is_redacted() {
        let secret = Secret::new("correct horse");
        assert!(secret.matches("correct horse"));
        assert!(!secret.matches("correct horsf"));
        assert!(!secret.matches(""));
        assert!(!format!("{secret:?}").contains("horse"));
    }
}
