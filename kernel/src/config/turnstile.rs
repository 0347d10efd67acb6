//! Cloudflare Turnstile, which tells people from programs.

use super::reader::{Lookup, Problems, Reader};

/// Cloudflare Turnstile. It is configured when `TURNSTILE_SITE_KEY` is set.
/// Source: <https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>
#[derive(Clone, PartialEq, Eq)]
pub struct Turnstile {
    /// `TURNSTILE_SITE_KEY`: letters, digits, `-` and `_`.
    pub site_key: String,
    /// `TURNSTILE_SECRET`
    pub secret: String,
    /// `TURNSTILE_URL`: the address of `api.js` and `siteverify`, without a trailing slash.
    pub url: String,
}

impl std::fmt::Debug for Turnstile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Turnstile").field("site_key", &self.site_key).finish_non_exhaustive()
    }
}

impl Turnstile {
    pub(super) fn read(lookup: &Lookup<'_>) -> Result<Option<Self>, Problems> {
        Reader::group(lookup, "TURNSTILE_SITE_KEY", |reader, _| {
            let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            let site_key = reader.parsed("TURNSTILE_SITE_KEY", "letters, digits, - and _", |text| {
                text.bytes().all(is_key).then(|| text.to_owned())
            });
            let (secret, url) = (reader.required("TURNSTILE_SECRET"), reader.url("TURNSTILE_URL"));
            Some(Self { site_key: site_key?, secret: secret?, url: url? })
        })
    }

    /// The origin that the script and the frame come from.
    #[must_use]
    pub fn origin(&self) -> &str {
        let host = self.url.find("://").map_or(0, |position| position + 3);
        let end = self.url.get(host..).and_then(|rest| rest.find('/')).map_or(self.url.len(), |length| host + length);
        self.url.get(..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_has_no_path() {
        let origin = |url: &str| {
            Turnstile { site_key: String::new(), secret: String::new(), url: url.to_owned() }.origin().to_owned()
        };
        assert_eq!(origin("https://turnstile.example/turnstile/v0"), "https://turnstile.example");
        assert_eq!(origin("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    }
}
