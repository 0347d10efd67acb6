//! Tokens of invitations. They are derived from the row's id with a key of the ring, so an email can be sent again
//! although only the hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::id::InvitationId;
use steward_kernel::signature::token_hash;

use crate::edge::Edge;

/// 32 bytes in base64url.
const LENGTH: usize = 43;
const PURPOSE: &str = "invitation";

/// The secret part of an invitation's link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl Token {
    /// Derives the token of an invitation with the given key.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key ring does not have the key.
    pub fn of(edge: &Edge, key_id: &str, id: &InvitationId) -> Result<Self, Error> {
        let bytes = edge.key_ring()?.derive(key_id, PURPOSE, id.as_ref()).map_err(Error::internal)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Parses a token of 43 base64url characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let right = text.len() == LENGTH
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        right.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }

    /// The URL of the invitation link.
    ///
    /// # Errors
    /// [`Error::Internal`] without `PUBLIC_URL`.
    pub fn url(&self, edge: &Edge) -> Result<String, Error> {
        Ok(format!("{}/invite/{}", edge.public_url()?, self.0))
    }

    /// The URL in the invitation's email. Its fragment proves the address; browsers do not send it to servers.
    ///
    /// # Errors
    /// As [`Self::url`].
    pub fn mailed_url(&self, edge: &Edge, email: &str, proof: &str) -> Result<String, Error> {
        let mut fragment = form_urlencoded::Serializer::new(String::new());
        fragment.append_pair("email", email).append_pair("proof", proof);
        Ok(format!("{}#{}", self.url(edge)?, fragment.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_token_is_looked_up() {
        assert!(Token::parse(&"a".repeat(43)).is_some());
        for bad in ["", "a", &"a".repeat(42), &"a".repeat(44), &format!("{}=", "a".repeat(42)), &"ä".repeat(21)] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
        assert_eq!(format!("{:?}", Token("secret".to_owned())), "Token(…)");
    }
}
