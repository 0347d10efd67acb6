//! Unicode with the runtime's own tables, which would weigh much in the wasm. Text of ASCII stays in wasm.

use std::borrow::Cow;

use steward_kernel::error::Error;
use steward_kernel::{domain, input};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/text.js")]
extern "C" {
    #[wasm_bindgen(js_name = normalize)]
    fn normalize_js(text: &str, form: &str) -> String;
    #[wasm_bindgen(js_name = domainToAscii)]
    fn domain_to_ascii_js(domain: &str) -> String;
}

/// Normalization Form KC (UAX 15): the same text for composed, decomposed and compatible characters.
#[must_use]
pub fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(normalize_js(text, "NFKC")) }
}

/// The ASCII form of a domain name (IDNA 2008 by UTS 46), so that every spelling is the same name. A text that is no
/// domain name is returned as it is, or empty.
fn domain_to_ascii(name: &str) -> Cow<'_, str> {
    // what would end the host of a URL is no domain name; the runtime refuses what becomes such a character
    let is_part = |character: char| !character.is_ascii() || character.is_ascii_alphanumeric() || character == '-';
    // the runtime's form is lenient with hyphens (IDNA 2008, RFC 5891, 4.2.3.1)
    let is_label = |label: &str| label.chars().all(is_part) && !label.starts_with('-') && !label.ends_with('-');
    if name.is_ascii() || !name.split('.').all(is_label) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(domain_to_ascii_js(name))
}

/// Validates an email address and normalizes it as [`input::email`] does, with the ASCII form of its domain.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn email(field: &str, text: &str) -> Result<String, Error> {
    match text.trim().rsplit_once('@') {
        Some((local, name)) if !name.is_ascii() => input::email(field, &format!("{local}@{}", domain_to_ascii(name))),
        _ => input::email(field, text),
    }
}

/// Parses a domain name as [`domain::parse`] does, in any script.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub fn domain(field: &str, text: &str) -> Result<String, Error> {
    domain::parse(field, &domain_to_ascii(text.trim()))
}
