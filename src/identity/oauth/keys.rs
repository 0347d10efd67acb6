//! Providers' public keys (JSON Web Key Sets, RFC 7517), cached in the isolate.

use std::cell::RefCell;
use std::collections::HashMap;
use steward_kernel::from_json::FromJson;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::time::{HOUR, MINUTE};

use crate::edge::rsa::PublicKey;
use crate::edge::{Edge, clock};
use crate::platform::http_client::{HttpClient, Request};

/// Older keys are fetched again, because a provider may revoke one.
const MAX_AGE_MS: i64 = HOUR;
/// Keys are fetched again for an unknown key id at most once in this time.
const UNKNOWN_KEY_INTERVAL_MS: i64 = MINUTE;
/// Shorter keys are rejected (RFC 7518, 3.3).
const MIN_MODULUS_BYTES: usize = 256;
/// Longer keys are rejected: verifying with them is slow.
const MAX_MODULUS_BYTES: usize = 1_024;

#[derive(FromJson)]
struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(FromJson)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
}

impl Jwk {
    /// The public key and its id, when it is usable for RS256.
    fn into_public_key(self) -> Option<(String, PublicKey)> {
        let fits = self.kty == "RSA"
            && self.alg.is_none_or(|alg| alg == "RS256")
            && self.usage.is_none_or(|usage| usage == "sig");
        let key = PublicKey { n: self.n?, e: self.e? };
        let length = URL_SAFE_NO_PAD.decode(&key.n).ok()?.len();
        (fits && (MIN_MODULUS_BYTES..=MAX_MODULUS_BYTES).contains(&length)).then_some((self.kid?, key))
    }
}

fn read(text: &str) -> Option<HashMap<String, PublicKey>> {
    let set: KeySet = steward_kernel::from_json::read(text).ok()?;
    Some(set.keys.into_iter().filter_map(Jwk::into_public_key).collect())
}

/// The cached keys of a provider.
#[derive(Default)]
struct CachedKeys {
    keys: HashMap<String, PublicKey>,
    fetched_at: Option<i64>,
    /// When they were last fetched because of an unknown key id.
    fetched_for_unknown_at: Option<i64>,
}

#[derive(Debug, PartialEq, Eq)]
enum Lookup {
    Found(PublicKey),
    Unknown,
    Fetch,
}

impl CachedKeys {
    fn look_up(&mut self, id: &str, now: i64) -> Lookup {
        let is_fresh = |at: Option<i64>, life: i64| at.is_some_and(|at| (0..life).contains(&(now - at)));
        if !is_fresh(self.fetched_at, MAX_AGE_MS) {
            return Lookup::Fetch;
        }
        if let Some(key) = self.keys.get(id) {
            return Lookup::Found(key.clone());
        }
        if is_fresh(self.fetched_for_unknown_at, UNKNOWN_KEY_INTERVAL_MS) {
            return Lookup::Unknown;
        }
        self.fetched_for_unknown_at = Some(now);
        Lookup::Fetch
    }

    fn fetched(&mut self, keys: HashMap<String, PublicKey>, now: i64) {
        self.keys = keys;
        self.fetched_at = Some(now);
    }
}

thread_local! {
    static CACHE: RefCell<HashMap<String, CachedKeys>> = RefCell::default();
}

/// Keys of more owners than these are not cached at once.
const MAX_OWNERS: usize = 500;

/// Where the keys of a provider are.
pub struct KeySource<'a> {
    /// The provider's name in errors.
    pub service: &'static str,
    /// Whose provider it is: nobody affects the cached keys of another one.
    pub owner: &'a str,
    pub url: &'a str,
}

/// Finds a provider's key by its id.
///
/// # Errors
/// [`Error::ExternalApi`] when the keys cannot be fetched.
pub async fn find(edge: &Edge, source: &KeySource<'_>, id: &str) -> Result<Option<PublicKey>, Error> {
    let name = format!("{} {}", source.owner, source.url);
    let look_up = || {
        CACHE.with_borrow_mut(|cache| {
            if cache.len() > MAX_OWNERS {
                cache.clear();
            }
            cache.entry(name.clone()).or_default().look_up(id, edge.now())
        })
    };
    match look_up() {
        Lookup::Found(key) => return Ok(Some(key)),
        Lookup::Unknown => return Ok(None),
        Lookup::Fetch => {}
    }
    let keys = fetch(source).await?;
    let key = keys.get(id).cloned();
    CACHE.with_borrow_mut(|cache| cache.entry(name).or_default().fetched(keys, clock()));
    Ok(key)
}

/// Fetches the keys that id_tokens can be signed with, by their ids.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn fetch(source: &KeySource<'_>) -> Result<HashMap<String, PublicKey>, Error> {
    let KeySource { service, url, .. } = *source;
    let failed = |detail: String| Error::ExternalApi { service, detail: format!("keys: {detail}") };
    let request = Request::get(url).header("accept", "application/json");
    let response = HttpClient::new(service).send(&request).await.map_err(|error| failed(error.to_string()))?;
    if response.status != 200 {
        return Err(failed(format!("status {}", response.status)));
    }
    read(&response.body).ok_or_else(|| failed("unexpected response".to_owned()))
}

/// A key that is used has a modulus of a length that can be verified with.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    for key in read(text).unwrap_or_default().into_values() {
        let length = URL_SAFE_NO_PAD.decode(&key.n).unwrap().len();
        assert!((MIN_MODULUS_BYTES..=MAX_MODULUS_BYTES).contains(&length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_769_860_800_000;

    fn set(keys: &serde_json::Value) -> HashMap<String, PublicKey> {
        read(&json!({ "keys": keys }).to_string()).unwrap()
    }

    fn modulus(length: usize) -> String {
        URL_SAFE_NO_PAD.encode(vec![0xab; length])
    }

    #[test]
    fn only_keys_for_rs256_are_accepted() {
        let n = modulus(256);
        let found = set(&json!([
            { "kty": "RSA", "kid": "good", "n": n, "e": "AQAB", "alg": "RS256", "use": "sig" },
            { "kty": "RSA", "kid": "plain", "n": n, "e": "AQAB" },
            { "kty": "RSA", "kid": "short", "n": modulus(128), "e": "AQAB" },
            { "kty": "RSA", "kid": "long", "n": modulus(2_048), "e": "AQAB" },
            { "kty": "RSA", "kid": "encryption", "n": n, "e": "AQAB", "use": "enc" },
            { "kty": "RSA", "kid": "other", "n": n, "e": "AQAB", "alg": "RS512" },
            { "kty": "EC", "kid": "curve", "x": "a", "y": "b", "crv": "P-256" },
            { "kty": "oct", "kid": "secret", "k": "a" },
            { "kty": "RSA", "n": n, "e": "AQAB" },
        ]));
        let mut names: Vec<_> = found.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["good", "plain"]);
        assert!(read("[]").is_none() && read("<html>").is_none());
    }

    #[test]
    fn keys_are_fetched_for_an_unknown_id_once_a_minute() {
        let mut cached = CachedKeys::default();
        assert_eq!(cached.look_up("k1", NOW), Lookup::Fetch);
        cached.fetched(set(&json!([{ "kty": "RSA", "kid": "k1", "n": modulus(256), "e": "AQAB" }])), NOW);
        assert!(matches!(cached.look_up("k1", NOW + 1), Lookup::Found(_)));
        assert_eq!(cached.look_up("k2", NOW + 2), Lookup::Fetch);
        cached.fetched(HashMap::new(), NOW + 3);
        for later in [4, 1_000, MINUTE] {
            assert_eq!(cached.look_up("k2", NOW + later), Lookup::Unknown);
        }
        assert_eq!(cached.look_up("k2", NOW + 2 + MINUTE), Lookup::Fetch);
    }

    #[test]
    fn keys_are_cached_for_an_hour() {
        let mut cached = CachedKeys::default();
        cached.fetched(set(&json!([{ "kty": "RSA", "kid": "k1", "n": modulus(256), "e": "AQAB" }])), NOW);
        assert!(matches!(cached.look_up("k1", NOW + HOUR - 1), Lookup::Found(_)));
        assert_eq!(cached.look_up("k1", NOW + HOUR), Lookup::Fetch);
    }
}
