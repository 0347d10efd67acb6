//! Validates id_tokens (OpenID Connect Core 1.0, 3.1.3.7). Another module verifies the signature; this one does no I/O.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_compact::{Claims, UntrustedToken};
use serde::Deserialize;
use serde_json::Value;
use steward_kernel::signature::is_same;

use super::provider::{Identity, Provider};
use crate::edge::text;

/// The tolerated clock difference to the provider.
const LEEWAY_SECONDS: i64 = 60;
/// Longer tokens are not parsed.
const MAX_BYTES: usize = 16 * 1024;

/// Header parameters in addition to those of `jwt-compact`.
#[derive(Debug, Clone, Deserialize)]
struct Extensions {
    crit: Option<Value>,
}

/// A parsed id_token whose signature is not yet verified.
#[derive(Debug)]
pub struct UnverifiedIdToken<'a> {
    token: UntrustedToken<'a, Extensions>,
    key_id: String,
    signed_data: &'a str,
}

impl<'a> UnverifiedIdToken<'a> {
    /// Parses an id_token. Its algorithm must be RS256.
    ///
    /// # Errors
    /// A message for the log.
    pub fn parse(text: &'a str) -> Result<Self, &'static str> {
        const MALFORMED: &str = "the id_token is not a signed JSON Web Token";
        if text.len() > MAX_BYTES {
            return Err("the id_token is too long");
        }
        let token = UntrustedToken::<Extensions>::try_from(text).map_err(|_| MALFORMED)?;
        let (signed_data, _) = text.rsplit_once('.').ok_or(MALFORMED)?;
        if token.algorithm() != "RS256" {
            return Err("the id_token is not signed with RS256");
        }
        if token.header().other_fields.crit.is_some() {
            return Err("the id_token has a critical extension");
        }
        if token.signature_bytes().is_empty() {
            return Err(MALFORMED);
        }
        let key_id = token.header().key_id.clone().ok_or("the id_token names no key")?;
        Ok(Self { token, key_id, signed_data })
    }

    /// The id of the key that signed it.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The signed bytes.
    #[must_use]
    pub fn signed_data(&self) -> &[u8] {
        self.signed_data.as_bytes()
    }

    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.token.signature_bytes()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Claims in addition to those of `jwt-compact`.
#[derive(Deserialize)]
struct IdClaims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    sub: String,
    nonce: Option<String>,
    name: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    /// Google: the Workspace domain of the account.
    hd: Option<String>,
    #[serde(rename = "https://slack.com/team_id")]
    team_id: Option<String>,
}

/// The expected values of the claims.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// `None` for a provider of single sign-on.
    pub provider: Option<Provider>,
    pub issuer: &'a str,
    pub client_id: &'a str,
    /// The nonce of the authorization request.
    pub nonce: &'a str,
    /// Milliseconds since 1970.
    pub now: i64,
}

impl UnverifiedIdToken<'_> {
    /// Validates the claims and returns the identity. Call it after verifying the signature.
    ///
    /// # Errors
    /// A message for the log.
    pub fn identity(&self, expected: Expected<'_>) -> Result<Identity, &'static str> {
        let claims = self.token.deserialize_claims_unchecked().map_err(|_| "the id_token's claims are malformed")?;
        check(&claims, expected)?;
        let claims = claims.custom;
        let account_id = match expected.provider {
            // the id of a Slack user is unique only within the workspace
            Some(Provider::Slack) => {
                let team_id = claims.team_id.filter(|id| is_id(id)).ok_or("the id_token names no workspace")?;
                format!("{team_id}:{}", claims.sub)
            }
            Some(Provider::Google | Provider::GitHub) | None => claims.sub,
        };
        let email = claims.email.and_then(|address| text::email("email", &address).ok());
        let is_email_authority = expected.provider == Some(Provider::Google)
            && email.as_deref().is_some_and(|email| is_googles(email, claims.hd.as_deref()));
        Ok(Identity {
            is_email_authority,
            account_id,
            label: email.clone(),
            name: claims.name,
            email_verified: email.is_some() && claims.email_verified == Some(true),
            email,
        })
    }
}

impl UnverifiedIdToken<'_> {
    /// Validates the claims and returns all of them. Call it after verifying the signature.
    ///
    /// # Errors
    /// A message for the log.
    pub fn claims(&self, expected: Expected<'_>) -> Result<Value, &'static str> {
        const MALFORMED: &str = "the id_token's claims are malformed";
        check(&self.token.deserialize_claims_unchecked().map_err(|_| MALFORMED)?, expected)?;
        let (_, payload) = self.signed_data.split_once('.').ok_or(MALFORMED)?;
        let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| MALFORMED)?;
        serde_json::from_slice(&payload).map_err(|_| MALFORMED)
    }
}

/// Whether the mailbox is Google's own, or in the Workspace of the account:
/// <https://developers.google.com/identity/gsi/web/guides/verify-google-id-token>
fn is_googles(email: &str, workspace_domain: Option<&str>) -> bool {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    domain == "gmail.com" || workspace_domain.is_some_and(|workspace| workspace.eq_ignore_ascii_case(domain))
}

fn is_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn check(token: &Claims<IdClaims>, expected: Expected<'_>) -> Result<(), &'static str> {
    let claims = &token.custom;
    let earliest = expected.now.div_euclid(1_000) - LEEWAY_SECONDS;
    let latest = expected.now.div_euclid(1_000) + LEEWAY_SECONDS;
    let (is_for_us, is_for_others) = match &claims.aud {
        Audience::One(id) => (id == expected.client_id, false),
        Audience::Several(ids) => (ids.iter().any(|id| id == expected.client_id), ids.len() > 1),
    };
    // Google's issuer may lack the scheme:
    // https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken
    let is_google_short_form = expected.provider == Some(Provider::Google)
        && expected.issuer.strip_prefix("https://").is_some_and(|short| short == claims.iss);
    let rules = [
        (claims.iss == expected.issuer || is_google_short_form, "the id_token has the wrong issuer"),
        (is_for_us, "the id_token has the wrong audience"),
        (!is_for_others || claims.azp.is_some(), "the id_token has several audiences and no authorized party"),
        (claims.azp.as_deref().is_none_or(|id| id == expected.client_id), "the id_token has a wrong authorized party"),
        (token.expiration.is_some_and(|at| at.timestamp() > earliest), "the id_token has expired"),
        (token.issued_at.is_some_and(|at| at.timestamp() <= latest), "the id_token was issued in the future"),
        (token.not_before.is_none_or(|at| at.timestamp() <= latest), "the id_token is not valid yet"),
        (claims.nonce.as_ref().is_some_and(|nonce| is_same(nonce, expected.nonce)), "the id_token has the wrong nonce"),
        (is_id(&claims.sub), "the id_token has no valid subject"),
    ];
    rules.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, message)| Err(message))
}

/// What is parsed is the text itself, and nothing in its claims breaks their validation.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let payload = URL_SAFE_NO_PAD.encode(text);
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k1"}"#);
    for token in [text, &format!("{header}.{payload}.AAAA")] {
        let Ok(parsed) = UnverifiedIdToken::parse(token) else { continue };
        let data = std::str::from_utf8(parsed.signed_data()).unwrap();
        assert_eq!(token.rsplit_once('.').unwrap().0, data);
        assert!(!parsed.signature().is_empty());
        for provider in [Some(Provider::Google), Some(Provider::Slack), None] {
            let expected = Expected {
                provider,
                issuer: "https://idp.example",
                client_id: "c",
                nonce: "n",
                now: 1_700_000_000_000,
            };
            if let Ok(identity) = parsed.identity(expected) {
                let claims = parsed.claims(expected).unwrap();
                assert_eq!(claims["iss"], "https://idp.example");
                assert_eq!(claims["nonce"], "n");
                assert!(identity.account_id.ends_with(claims["sub"].as_str().unwrap()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: i64 = 1_769_860_800;
    const EXPECTED: Expected<'_> = Expected {
        provider: Some(Provider::Google),
        issuer: "https://accounts.example",
        client_id: "us",
        nonce: "nonce-1",
        now: NOW * 1_000,
    };

    fn token(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode([1; 256]))
    }

    fn header() -> Value {
        json!({ "alg": "RS256", "kid": "k1", "typ": "JWT" })
    }

    fn claims() -> Value {
        json!({
            "iss": "https://accounts.example", "aud": "us", "sub": "1084", "iat": NOW, "exp": NOW + 3_600,
            "nonce": "nonce-1", "email": "Demo.Owner@Acme.example", "email_verified": true, "name": "Demo Owner",
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[name] = value;
        claims
    }

    fn identity_from(claims: &Value) -> Result<Identity, &'static str> {
        let token = token(&header(), claims);
        UnverifiedIdToken::parse(&token)?.identity(EXPECTED)
    }

    #[test]
    fn a_valid_token_is_accepted() {
        let text = token(&header(), &claims());
        let unverified = UnverifiedIdToken::parse(&text).unwrap();
        assert_eq!((unverified.key_id(), unverified.signature().len()), ("k1", 256));
        assert_eq!(unverified.signed_data(), text.rsplit_once('.').unwrap().0.as_bytes());
        let identity = unverified.identity(EXPECTED).unwrap();
        assert_eq!(identity.account_id, "1084");
        assert_eq!(identity.email.as_deref(), Some("demo.owner@acme.example"));
        assert!(identity.email_verified);
        assert!(identity_from(&with("iss", json!("accounts.example"))).is_ok());
        assert!(identity_from(&with("aud", json!(["us"]))).is_ok());
        assert!(identity_from(&with("azp", json!("us"))).is_ok());
        assert!(
            identity_from(&with("exp", json!(NOW - 59))).is_ok()
                && identity_from(&with("iat", json!(NOW + 60))).is_ok()
        );
    }

    #[test]
    fn each_claim_is_checked() {
        for (name, value) in [
            ("iss", json!("https://accounts.example/")),
            ("iss", json!("http://accounts.example")),
            ("iss", json!("")),
            ("iss", json!(null)),
            ("aud", json!("them")),
            ("aud", json!([])),
            ("aud", json!(["us", "them"])),
            ("azp", json!("them")),
            ("exp", json!(NOW - 60)),
            ("exp", json!("tomorrow")),
            ("exp", json!(null)),
            ("iat", json!(NOW + 61)),
            ("nbf", json!(NOW + 61)),
            ("nonce", json!("nonce-2")),
            ("nonce", json!(null)),
            ("sub", json!("")),
            ("sub", json!("a b")),
            ("sub", json!("x".repeat(256))),
        ] {
            assert!(identity_from(&with(name, value.clone())).is_err(), "{name}: {value}");
        }
    }

    #[test]
    fn an_address_is_verified_only_when_the_claim_is_true() {
        for value in [json!(false), json!(null)] {
            assert!(!identity_from(&with("email_verified", value)).unwrap().email_verified);
        }
        assert!(identity_from(&with("email_verified", json!("true"))).is_err());
        let without = identity_from(&with("email", json!("no address"))).unwrap();
        assert_eq!((without.email, without.email_verified), (None, false));
    }

    #[test]
    fn a_slack_identity_includes_the_workspace() {
        let slack = Expected { provider: Some(Provider::Slack), ..EXPECTED };
        let text = token(&header(), &with("https://slack.com/team_id", json!("T1")));
        assert_eq!(UnverifiedIdToken::parse(&text).unwrap().identity(slack).unwrap().account_id, "T1:1084");
        let text = token(&header(), &claims());
        assert!(UnverifiedIdToken::parse(&text).unwrap().identity(slack).is_err());
        let mut short = with("https://slack.com/team_id", json!("T1"));
        short["iss"] = json!("accounts.example");
        assert!(UnverifiedIdToken::parse(&token(&header(), &short)).unwrap().identity(slack).is_err());
    }

    #[test]
    fn other_algorithms_and_unsigned_tokens_are_refused() {
        for alg in ["none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", ""] {
            let header = json!({ "alg": alg, "kid": "k1" });
            assert!(UnverifiedIdToken::parse(&token(&header, &claims())).is_err(), "{alg}");
        }
        assert!(UnverifiedIdToken::parse(&token(&json!({ "alg": "RS256" }), &claims())).is_err());
        assert!(
            UnverifiedIdToken::parse(&token(&json!({ "alg": "RS256", "kid": "k1", "crit": ["b64"] }), &claims()))
                .is_err()
        );
        let good = token(&header(), &claims());
        let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
        for text in [unsigned.as_str(), "", ".", "..", "a.b.c", &format!("{good}."), &format!("{good}.x"), &good[1..]] {
            assert!(UnverifiedIdToken::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_.-]{0,80}|.{0,40}") {
            if let Ok(unverified) = UnverifiedIdToken::parse(&text) {
                let _ = unverified.identity(EXPECTED);
            }
        }
    }
}
