//! Text that must not be shown.

use std::fmt;

use serde::Deserialize;
use steward_kernel::signature::token_hash;
use subtle::ConstantTimeEq;

/// A password or token. Its `Debug` shows nothing of it; whoever needs the text has to ask for it by name.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `claimed` is this secret. The time it takes depends on neither: digests of one length are compared.
    #[must_use]
    pub fn is(&self, claimed: &str) -> bool {
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
    fn compares_and_does_not_show() {
        let secret = Secret::new("correct horse");
        assert!(secret.is("correct horse"));
        assert!(!secret.is("correct horsf"));
        assert!(!secret.is(""));
        assert!(!format!("{secret:?}").contains("horse"));
    }
}
