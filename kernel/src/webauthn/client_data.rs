//! Client data (WebAuthn, 5.8.1): what the browser says about a ceremony.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::Malformed;

/// The kind of a ceremony.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    Registration,
    Authentication,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Authentication => "webauthn.get",
        }
    }
}

/// Client data of the right kind, from our own pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientData {
    /// In base64url, as we sent it.
    pub challenge: String,
}

impl ClientData {
    /// Reads client data and checks its kind and its origin. A page in a frame of another site is refused.
    ///
    /// # Errors
    /// [`Malformed`], also for another kind or origin.
    pub fn read(json: &[u8], ceremony: Ceremony, origin: &str) -> Result<Self, Malformed> {
        let value: Value = serde_json::from_slice(json).map_err(|_| Malformed)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).ok_or(Malformed);
        let is_framed = value.get("crossOrigin").is_some_and(|value| *value != Value::Bool(false));
        if text("type")? != ceremony.name() || text("origin")? != origin || is_framed {
            return Err(Malformed);
        }
        let challenge = text("challenge")?;
        let is_ours = URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|bytes| bytes.len() == 32);
        if is_ours { Ok(Self { challenge: challenge.to_owned() }) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_origin_and_challenge_are_checked() {
        let challenge = URL_SAFE_NO_PAD.encode([7; 32]);
        let read = |kind: &str, origin: &str, challenge: &str, more: &str| {
            let json = format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#);
            ClientData::read(json.as_bytes(), Ceremony::Authentication, "https://steward.example")
        };
        let (get, site) = ("webauthn.get", "https://steward.example");
        assert_eq!(read(get, site, &challenge, "").unwrap().challenge, challenge);
        assert!(read(get, site, &challenge, r#","crossOrigin":false,"other":1"#).is_ok());
        assert!(read(get, site, &challenge, r#","crossOrigin":true"#).is_err());
        assert!(read("webauthn.create", site, &challenge, "").is_err());
        for origin in ["https://steward.example.org", "https://a.steward.example", "http://steward.example", ""] {
            assert!(read(get, origin, &challenge, "").is_err(), "{origin}");
        }
        for challenge in ["", "AAAA", &URL_SAFE_NO_PAD.encode([7; 33]), &format!("{challenge}=")] {
            assert!(read(get, site, challenge, "").is_err(), "{challenge}");
        }
    }
}
