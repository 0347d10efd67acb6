//! Codes and tokens. They are derived from the row's id and a key of the ring, so that the email can be rendered from
//! the row; the row stores only the hash that attempts are compared with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::sealing::KeyRing;
use steward_kernel::signature::token_hash;

/// Digits of a code.
const CODE_DIGITS: usize = 6;
const CODES: u64 = 1_000_000;

/// The form of a secret: typed, or part of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Six digits.
    Code,
    /// 43 characters, 256 bits.
    Token,
}

/// Derives the secret of a row.
pub(super) fn secret(ring: &KeyRing, key_id: &str, purpose: &str, form: Form, row: &str) -> Result<String, Error> {
    let bytes = ring.derive(key_id, &format!("verification:{purpose}"), row).map_err(Error::internal)?;
    Ok(match form {
        Form::Token => URL_SAFE_NO_PAD.encode(bytes),
        Form::Code => {
            // 2^64 is not a multiple of a million; the bias is one in 10^13
            let number = bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % CODES;
            format!("{number:0CODE_DIGITS$}")
        }
    })
}

/// The hash of a secret. The hash of a code is keyed, because trying all million codes is fast.
pub(super) fn hash(ring: &KeyRing, key_id: &str, form: Form, row: &str, secret: &str) -> Result<String, Error> {
    match form {
        Form::Token => Ok(token_hash(secret)),
        Form::Code => {
            let keyed = ring.derive(key_id, "verification-check", &format!("{row}:{secret}"));
            Ok(token_hash(&hex::encode(keyed.map_err(Error::internal)?)))
        }
    }
}

/// A typed code without spaces and hyphens, in ASCII digits; `None` when it is not six digits. Keyboards and mail
/// programs make no-break spaces, dashes and full-width digits.
pub(super) fn parse_code(text: &str) -> Option<String> {
    let digits: String = text.chars().take(32).filter(|character| !is_separator(*character)).map(to_ascii).collect();
    (digits.len() == CODE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Whitespace, hyphens and dashes, and characters without width.
const fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{2212}' | '\u{feff}')
}

/// A full-width digit as the ASCII one.
fn to_ascii(character: char) -> char {
    match character {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(character) - 0xff10, 10).unwrap_or(character),
        other => other,
    }
}

/// A code is normalized once.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    if let Some(code) = parse_code(text) {
        assert_eq!(parse_code(&code), Some(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use std::collections::HashSet;

    fn ring() -> KeyRing {
        let key = |id: &str, byte| format!("{id}:{}", STANDARD.encode([byte; 32]));
        KeyRing::parse(&format!("{},{}", key("k2", 2), key("k1", 1))).unwrap()
    }

    #[test]
    fn codes_have_six_digits_and_tokens_43_characters_and_both_are_derived_again() {
        let ring = ring();
        let mut seen = HashSet::new();
        for row in 0..200 {
            let row = format!("ver_{row}");
            let code = secret(&ring, "k1", "sign-in-code", Form::Code, &row).unwrap();
            assert_eq!(parse_code(&code).as_ref(), Some(&code));
            assert_eq!(secret(&ring, "k1", "sign-in-code", Form::Code, &row).unwrap(), code);
            let token = secret(&ring, "k1", "sign-in-link", Form::Token, &row).unwrap();
            assert_eq!(token.len(), 43);
            assert!(seen.insert(token));
        }
        let of = |key, purpose| secret(&ring, key, purpose, Form::Token, "ver_1").unwrap();
        assert_ne!(of("k1", "sign-in-link"), of("k2", "sign-in-link"));
        assert_ne!(of("k1", "sign-in-link"), of("k1", "reset-password"));
        assert!(secret(&ring, "k3", "sign-in-link", Form::Token, "ver_1").is_err());
    }

    #[test]
    fn the_hash_of_a_code_depends_on_the_key_and_the_row() {
        let ring = ring();
        let stored = hash(&ring, "k1", Form::Code, "ver_1", "123456").unwrap();
        assert_ne!(stored, token_hash("123456"));
        assert_ne!(stored, token_hash("ver_1:123456"));
        assert_ne!(stored, hash(&ring, "k2", Form::Code, "ver_1", "123456").unwrap());
        assert_ne!(stored, hash(&ring, "k1", Form::Code, "ver_2", "123456").unwrap());
        assert_ne!(stored, hash(&ring, "k1", Form::Code, "ver_1", "123457").unwrap());
        assert_eq!(stored, hash(&ring, "k1", Form::Code, "ver_1", "123456").unwrap());
    }

    #[test]
    fn typed_codes_are_normalized() {
        for typed in [
            "012345",
            " 012345\n",
            "012 345",
            "012-345",
            "012\u{a0}345",
            "012\u{2011}345",
            "０１２３４５",
            "\u{feff}012345",
        ] {
            assert_eq!(parse_code(typed).as_deref(), Some("012345"), "{typed}");
        }
        for wrong in ["", "12345", "1234567", "12345a", "٠١٢٣٤٥", "-12345", "01234½"] {
            assert_eq!(parse_code(wrong), None, "{wrong}");
        }
    }
}
