//! How an app proves who it is at the token endpoint: by its secret, in the header or in the form, or, without a secret,
//! by PKCE alone (RFC 6749, 2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use steward_kernel::signature::is_hash_of;

use super::clients::ClientRow;
use crate::edge::Edge;
use crate::identity::api_clients::form::OAuthError;

/// What a request says about its client.
pub(super) struct ClientCredentials<'a> {
    /// The header `Authorization`.
    pub authorization: &'a str,
    /// The parameters of the form.
    pub id: Option<&'a str>,
    pub secret: Option<&'a str>,
}

/// The id and the secret in a header: form-encoded, joined by a colon, in base64.
fn parse_basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    let bytes = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(encoded.trim()).ok()).flatten()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |text: &str| {
        let mut pairs = form_urlencoded::parse(text.as_bytes());
        pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    Some((decode(id), decode(secret)))
}

/// Finds the app and checks its secret.
///
/// # Errors
/// `invalid_client`; `invalid_request` for two ways at once.
pub(super) async fn authenticate(edge: &Edge, credentials: &ClientCredentials<'_>) -> Result<ClientRow, OAuthError> {
    let ClientCredentials { authorization, id, secret } = *credentials;
    let basic = match authorization {
        "" => None,
        _ if secret.is_some() => return Err(OAuthError::INVALID_REQUEST),
        text => Some(parse_basic(text).ok_or(OAuthError::ClientRefused)?),
    };
    let (found, secret) = match &basic {
        Some((basic, _)) if id.is_some_and(|id| id != basic) => return Err(OAuthError::INVALID_REQUEST),
        Some((id, secret)) => (id.as_str(), Some(secret.as_str()).filter(|secret| !secret.is_empty())),
        None => (id.ok_or(OAuthError::INVALID_REQUEST)?, secret),
    };
    let client = ClientRow::find(edge, found).await?.ok_or(OAuthError::ClientRefused)?;
    let is_previous_valid = client.previous_secret_expires_at.is_some_and(|end| end.0 > edge.now());
    let previous = client.previous_secret_hash.as_deref().filter(|_| is_previous_valid);
    let is_right = match (client.secret_hash.as_deref(), secret) {
        (None, None) => true,
        (Some(hash), Some(secret)) => {
            // both are compared, whichever is right
            is_hash_of(secret, hash) | previous.is_some_and(|hash| is_hash_of(secret, hash))
        }
        _ => false,
    };
    if is_right { Ok(client) } else { Err(OAuthError::ClientRefused) }
}

/// What a client has encoded comes out as it was.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let _ = parse_basic(text);
    let (id, secret) = text.split_at(text.find(' ').unwrap_or(0));
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let header = format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(id), encode(secret))));
    assert_eq!(parse_basic(&header), Some((id.to_owned(), secret.to_owned())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_form_encoded_and_in_base64() {
        let basic = |text: &str| parse_basic(&format!("Basic {}", STANDARD.encode(text)));
        let pair = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        assert_eq!(basic("oac_1:a-b_c"), pair("oac_1", "a-b_c"));
        assert_eq!(basic("oac%5F1:a+b%2B%3D"), pair("oac_1", "a b+="));
        assert_eq!(basic("oac_1:"), pair("oac_1", ""));
        assert_eq!(basic("oac_1"), None);
        for other in ["", "Basic", "Basic !", "Bearer b2FjXzE6YQ=="] {
            assert_eq!(parse_basic(other), None, "{other}");
        }
    }
}
