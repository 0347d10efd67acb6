//! Browsers in which a user has signed in before. They have attempts of their own, so that nobody locks a user out of them
//! by guessing the user's password elsewhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::time::DAY;

use super::cookie::KNOWN_BROWSER;
use crate::api::{Argument, Input, Needs};
use crate::edge::Edge;
use crate::edge::headers::Headers;

/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "known-browser";
const LIFETIME_MS: i64 = 180 * DAY;
/// The bytes of a browser's id, and of its code for one address.
const HALF: usize = 16;
/// The hexadecimal digits of an id that are the time at which the browser was remembered, in milliseconds since 1970.
const TIME_DIGITS: usize = 12;

/// The browser of a request, as its cookie names it: an id, and a code for the address that signed in last.
#[derive(Debug)]
pub struct KnownBrowser(Option<String>);

impl Argument for KnownBrowser {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self::of_request(&input.head.headers, &input.incoming.edge))
    }
}

impl KnownBrowser {
    /// The browser of a request with these headers.
    #[must_use]
    pub fn of_request(headers: &Headers, edge: &Edge) -> Self {
        Self(KNOWN_BROWSER.token(headers, edge))
    }

    /// Whether the user of the address has signed in with the browser since a time, in milliseconds since 1970.
    #[must_use]
    pub fn is_known_since(&self, edge: &Edge, email: &str, since: Option<i64>) -> bool {
        let Some(id) = self.id_for(edge, email) else { return false };
        let remembered_at = id.get(..TIME_DIGITS).and_then(|digits| i64::from_str_radix(digits, 16).ok());
        remembered_at.is_some_and(|at| at <= edge.now() && since.is_none_or(|since| at > since))
    }

    /// The browser's id, when the user of the address has signed in with it.
    #[must_use]
    pub fn id_for(&self, edge: &Edge, email: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(self.0.as_deref()?).ok()?;
        let (id, code) = bytes.split_at_checked(HALF)?;
        let id = hex::encode(id);
        (code_of(edge, &id, email)? == *code).then_some(id)
    }
}

/// Remembers that the user of the address has signed in with the browser of the response.
pub fn remember(edge: &Edge, email: &str) {
    let mut id: [u8; HALF] = edge.random();
    if let Some((time, now)) = id.split_at_mut_checked(TIME_DIGITS / 2).zip(edge.now().to_be_bytes().last_chunk::<6>())
    {
        time.0.copy_from_slice(now);
    }
    // without a key the browser stays unknown, which only means fewer attempts
    if let Some(code) = code_of(edge, &hex::encode(id), email) {
        let value = URL_SAFE_NO_PAD.encode([id.as_slice(), code.as_slice()].concat());
        KNOWN_BROWSER.set(edge, &value, LIFETIME_MS);
    }
}

fn code_of(edge: &Edge, id: &str, email: &str) -> Option<[u8; HALF]> {
    let ring = edge.key_ring().ok()?;
    let code = ring.derive(ring.active_id().ok()?, PURPOSE, &format!("{id}:{email}")).ok()?;
    code.first_chunk().copied()
}
