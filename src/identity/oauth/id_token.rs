//! What an id_token says, and whether it may be believed: OpenID Connect Core 1.0, 3.1.3.7. The signature is somebody
//! else's work; all the rest is here, without I/O.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use steward_kernel::input;

use super::provider::{Identity, Provider};

/// Clocks may differ so much, in seconds.
const LEEWAY_SECONDS: i64 = 60;
/// Longer texts are no id_token, in bytes.
const LONGEST: usize = 16 * 1024;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    crit: Option<Value>,
}

/// An id_token in its parts; nothing of it is believed yet.
#[derive(Debug)]
pub struct Unverified<'a> {
    /// Which key is said to have signed it.
    pub key_id: String,
    /// What is signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
    content: Vec<u8>,
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    steward_kernel::json::read(std::str::from_utf8(bytes).ok()?).ok()
}

/// Takes an id_token apart. The algorithm is RS256, whatever the token would like.
///
/// # Errors
/// A sentence for the log.
pub fn parse(token: &str) -> Result<Unverified<'_>, &'static str> {
    if token.len() > LONGEST {
        return Err("the id_token is too long");
    }
    let shape = "the id_token is no signed JSON Web Token";
    let (signed, signature) = token.rsplit_once('.').ok_or(shape)?;
    let (header, content) = signed.split_once('.').ok_or(shape)?;
    let header: Header = decode(header).and_then(|bytes| read(&bytes)).ok_or(shape)?;
    if header.alg != "RS256" {
        return Err("the id_token is not signed with RS256");
    }
    if header.crit.is_some() {
        return Err("the id_token asks for an extension");
    }
    let content = decode(content).ok_or(shape)?;
    let signature = decode(signature).filter(|signature| !signature.is_empty()).ok_or(shape)?;
    Ok(Unverified { key_id: header.kid, signed, signature, content })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    sub: String,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    name: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    #[serde(rename = "https://slack.com/team_id")]
    team_id: Option<String>,
}

/// What must be so.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Of which provider it must be.
    pub provider: Provider,
    /// Who must have issued it.
    pub issuer: &'a str,
    /// For whom it must be: our client id.
    pub client_id: &'a str,
    /// What this sign-in was begun with.
    pub nonce: &'a str,
    /// Milliseconds since 1970.
    pub now: i64,
}

impl Unverified<'_> {
    /// Who it is about, once its signature was found right.
    ///
    /// # Errors
    /// A sentence for the log, of what is not as it must be.
    pub fn identity(&self, expected: Expected<'_>) -> Result<Identity, &'static str> {
        let claims: Claims = read(&self.content).ok_or("the id_token's claims have another shape")?;
        claims.check(expected)?;
        let account_id = match expected.provider {
            // an id of a Slack user is only unique together with that of the workspace
            Provider::Slack => {
                let team_id = claims.team_id.filter(|id| is_id(id)).ok_or("the id_token names no workspace")?;
                format!("{team_id}:{}", claims.sub)
            }
            Provider::Google | Provider::GitHub => claims.sub,
        };
        let email = claims.email.and_then(|text| input::email("email", &text).ok());
        Ok(Identity {
            account_id,
            label: email.clone(),
            name: claims.name,
            email_verified: email.is_some() && claims.email_verified == Some(true),
            email,
        })
    }
}

fn is_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Claims {
    fn check(&self, expected: Expected<'_>) -> Result<(), &'static str> {
        let now = expected.now.div_euclid(1_000);
        let (is_for_us, is_for_others) = match &self.aud {
            Audience::One(id) => (id == expected.client_id, false),
            Audience::Several(ids) => (ids.iter().any(|id| id == expected.client_id), ids.len() > 1),
        };
        // Google calls itself either, as its description of id_tokens says
        let is_short = expected.provider == Provider::Google
            && expected.issuer.strip_prefix("https://").is_some_and(|short| short == self.iss);
        let rules = [
            (self.iss == expected.issuer || is_short, "the id_token is of another issuer"),
            (is_for_us, "the id_token is for another client"),
            (!is_for_others || self.azp.is_some(), "the id_token is for several clients and names none"),
            (
                self.azp.as_deref().is_none_or(|id| id == expected.client_id),
                "the id_token was issued to another client",
            ),
            (self.exp > now - LEEWAY_SECONDS, "the id_token has run out"),
            (self.iat <= now + LEEWAY_SECONDS, "the id_token is of the future"),
            (self.nbf.is_none_or(|from| from <= now + LEEWAY_SECONDS), "the id_token is not good yet"),
            (self.nonce.as_deref() == Some(expected.nonce), "the id_token's nonce is another"),
            (is_id(&self.sub), "the id_token names nobody"),
        ];
        rules.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, complaint)| Err(complaint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: i64 = 1_769_860_800;
    const EXPECTED: Expected<'_> = Expected {
        provider: Provider::Google,
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

    fn judged(claims: &Value) -> Result<Identity, &'static str> {
        let token = token(&header(), claims);
        parse(&token)?.identity(EXPECTED)
    }

    #[test]
    fn what_is_right_is_read() {
        let text = token(&header(), &claims());
        let unverified = parse(&text).unwrap();
        assert_eq!((unverified.key_id.as_str(), unverified.signature.len()), ("k1", 256));
        assert_eq!(unverified.signed, text.rsplit_once('.').unwrap().0);
        let identity = unverified.identity(EXPECTED).unwrap();
        assert_eq!(identity.account_id, "1084");
        assert_eq!(identity.email.as_deref(), Some("demo.owner@acme.example"));
        assert!(identity.email_verified);
        assert!(judged(&with("iss", json!("accounts.example"))).is_ok());
        assert!(judged(&with("aud", json!(["us"]))).is_ok());
        assert!(judged(&with("azp", json!("us"))).is_ok());
        assert!(judged(&with("exp", json!(NOW - 59))).is_ok() && judged(&with("iat", json!(NOW + 60))).is_ok());
    }

    #[test]
    fn each_claim_is_looked_at() {
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
            assert!(judged(&with(name, value.clone())).is_err(), "{name}: {value}");
        }
    }

    #[test]
    fn an_address_counts_as_proven_only_where_it_is_said() {
        for value in [json!(false), json!(null)] {
            assert!(!judged(&with("email_verified", value)).unwrap().email_verified);
        }
        assert!(judged(&with("email_verified", json!("true"))).is_err());
        let without = judged(&with("email", json!("no address"))).unwrap();
        assert_eq!((without.email, without.email_verified), (None, false));
    }

    #[test]
    fn a_slack_user_is_one_of_a_workspace() {
        let slack = Expected { provider: Provider::Slack, ..EXPECTED };
        let text = token(&header(), &with("https://slack.com/team_id", json!("T1")));
        assert_eq!(parse(&text).unwrap().identity(slack).unwrap().account_id, "T1:1084");
        let text = token(&header(), &claims());
        assert!(parse(&text).unwrap().identity(slack).is_err());
        let mut short = with("https://slack.com/team_id", json!("T1"));
        short["iss"] = json!("accounts.example");
        assert!(parse(&token(&header(), &short)).unwrap().identity(slack).is_err());
    }

    #[test]
    fn no_other_algorithm_and_no_unsigned_token() {
        for alg in ["none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", ""] {
            let header = json!({ "alg": alg, "kid": "k1" });
            assert!(parse(&token(&header, &claims())).is_err(), "{alg}");
        }
        assert!(parse(&token(&json!({ "alg": "RS256" }), &claims())).is_err());
        assert!(parse(&token(&json!({ "alg": "RS256", "kid": "k1", "crit": ["b64"] }), &claims())).is_err());
        let good = token(&header(), &claims());
        let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
        for text in [unsigned.as_str(), "", ".", "..", "a.b.c", &format!("{good}."), &format!("{good}.x"), &good[1..]] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_.-]{0,80}|.{0,40}") {
            if let Ok(unverified) = parse(&text) {
                let _ = unverified.identity(EXPECTED);
            }
        }
    }
}
