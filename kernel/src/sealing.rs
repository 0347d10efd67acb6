//! Encryption of secrets at rest: AES-256-GCM with a key ring. Each value is bound to its table, column and row.
//!
//! A sealed text is `<key id>.<base64url of nonce, ciphertext and tag>`.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::time::Timestamp;

const NONCE_LENGTH: usize = 12;

/// Why a value cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealingError {
    /// The configuration is not `id:base64 of 32 bytes[,…]`.
    #[error("SEALING_KEYS must be id:base64-of-32-bytes, separated by commas")]
    KeyRing,
    #[error("the value is sealed with key {0}, which is not in the key ring")]
    UnknownKey(String),
    #[error("the sealed value was altered or belongs to another row")]
    Unauthentic,
}

/// The creation date of a key, taken from its id: `k20261231`, or `k20261231b` for the second key of a day. None for
/// other ids.
#[must_use]
pub fn key_created_at(id: &str) -> Option<Timestamp> {
    let date = id.strip_prefix('k')?.get(..8)?;
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<u32>().ok();
    // no format string: chrono's parser of those would be in the wasm for this line alone
    let midnight = NaiveDate::from_ymd_opt(date.get(..4)?.parse().ok()?, number(4..6)?, number(6..8)?)?;
    Some(Timestamp(midnight.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis()))
}

/// The associated data of a sealed value (AEAD): the cell that it is stored in.
#[derive(Debug, Clone, Copy)]
pub struct AssociatedData<'a> {
    pub table: &'a str,
    pub column: &'a str,
    /// The primary key.
    pub row: &'a str,
}

impl AssociatedData<'_> {
    fn text(&self) -> String {
        format!("{}/{}/{}", self.table, self.column, self.row)
    }
}

struct RingKey {
    id: String,
    cipher: Aes256Gcm,
    bytes: [u8; 32],
}

/// The keys, newest first. The first seals; all can open.
pub struct KeyRing {
    keys: Vec<RingKey>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl KeyRing {
    /// Parses `id:base64 of 32 bytes[,id:…]`.
    ///
    /// # Errors
    /// [`SealingError::KeyRing`] when the text has another format or is empty.
    pub fn parse(text: &str) -> Result<Self, SealingError> {
        let keys = text
            .split(',')
            .map(|entry| {
                let (id, encoded) = entry.trim().split_once(':')?;
                let bytes: [u8; 32] = STANDARD.decode(encoded).ok()?.try_into().ok()?;
                let named = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
                named.then(|| RingKey {
                    id: id.to_owned(),
                    cipher: Aes256Gcm::new(&Key::<Aes256Gcm>::from(bytes)),
                    bytes,
                })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(SealingError::KeyRing)?;
        Ok(Self { keys })
    }

    /// Seals `secret`. `nonce` must be new random bytes for each call.
    ///
    /// # Errors
    /// [`SealingError::KeyRing`] when the ring is empty.
    pub fn seal(
        &self,
        associated_data: AssociatedData<'_>,
        secret: &str,
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<String, SealingError> {
        let RingKey { id, cipher, .. } = self.keys.first().ok_or(SealingError::KeyRing)?;
        let associated = associated_data.text();
        let payload = Payload { msg: secret.as_bytes(), aad: associated.as_bytes() };
        let ciphertext = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealingError::KeyRing)?;
        let sealed: Vec<u8> = nonce.into_iter().chain(ciphertext).collect();
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// [`SealingError::UnknownKey`], or [`SealingError::Unauthentic`] when the text was altered or sealed with other
    /// associated data.
    pub fn open(&self, associated_data: AssociatedData<'_>, sealed: &str) -> Result<String, SealingError> {
        let (id, encoded) = sealed.split_once('.').ok_or(SealingError::Unauthentic)?;
        let cipher = &self.key(id)?.cipher;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| SealingError::Unauthentic)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_LENGTH>().ok_or(SealingError::Unauthentic)?;
        let associated = associated_data.text();
        let payload = Payload { msg: ciphertext, aad: associated.as_bytes() };
        let secret = cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealingError::Unauthentic)?;
        String::from_utf8(secret).map_err(|_| SealingError::Unauthentic)
    }

    fn key(&self, id: &str) -> Result<&RingKey, SealingError> {
        self.keys.iter().find(|key| key.id == id).ok_or_else(|| SealingError::UnknownKey(id.to_owned()))
    }

    /// The ids of the keys, newest first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// The id of the newest key.
    ///
    /// # Errors
    /// [`SealingError::KeyRing`] when the ring is empty.
    pub fn active_id(&self) -> Result<&str, SealingError> {
        self.ids().next().ok_or(SealingError::KeyRing)
    }

    /// Derives 32 secret bytes from a key, a purpose and a text: HMAC-SHA256 of the purpose, a zero byte and the text.
    /// The result can be derived again and need not be stored.
    ///
    /// # Errors
    /// [`SealingError::UnknownKey`].
    pub fn derive(&self, key_id: &str, purpose: &str, text: &str) -> Result<[u8; 32], SealingError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key(key_id)?.bytes).map_err(|_| SealingError::KeyRing)?;
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        Ok(mac.finalize().into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ASSOCIATED_DATA: AssociatedData<'_> =
        AssociatedData { table: "account", column: "access_token", row: "acc_1" };

    fn ring(ids: &[(&str, u8)]) -> KeyRing {
        let text: Vec<String> = ids.iter().map(|(id, byte)| format!("{id}:{}", STANDARD.encode([*byte; 32]))).collect();
        KeyRing::parse(&text.join(",")).unwrap()
    }

    #[test]
    fn opens_only_with_its_associated_data() {
        let keys = ring(&[("k1", 1)]);
        let sealed = keys.seal(ASSOCIATED_DATA, "secret", [7; 12]).unwrap();
        assert!(sealed.starts_with("k1.") && !sealed.contains("secret"));
        assert_eq!(keys.open(ASSOCIATED_DATA, &sealed).unwrap(), "secret");
        for other in [
            AssociatedData { row: "acc_2", ..ASSOCIATED_DATA },
            AssociatedData { column: "refresh_token", ..ASSOCIATED_DATA },
        ] {
            assert_eq!(keys.open(other, &sealed), Err(SealingError::Unauthentic));
        }
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let sealed = ring(&[("k1", 1)]).seal(ASSOCIATED_DATA, "secret", [7; 12]).unwrap();
        let rotated = ring(&[("k2", 2), ("k1", 1)]);
        assert_eq!(rotated.open(ASSOCIATED_DATA, &sealed).unwrap(), "secret");
        assert!(rotated.seal(ASSOCIATED_DATA, "secret", [8; 12]).unwrap().starts_with("k2."));
        assert_eq!(ring(&[("k2", 2)]).open(ASSOCIATED_DATA, &sealed), Err(SealingError::UnknownKey("k1".to_owned())));
    }

    #[test]
    fn derived_bytes_depend_on_key_purpose_and_text() {
        let keys = ring(&[("k2", 2), ("k1", 1)]);
        let derived = keys.derive("k1", "code", "ver_1").unwrap();
        assert_eq!(ring(&[("k1", 1)]).derive("k1", "code", "ver_1").unwrap(), derived);
        for (key, purpose, text) in [("k2", "code", "ver_1"), ("k1", "link", "ver_1"), ("k1", "code", "ver_2")] {
            assert_ne!(keys.derive(key, purpose, text).unwrap(), derived);
        }
        assert!(keys.derive("k3", "code", "ver_1").is_err());
        assert_eq!(keys.active_id(), Ok("k2"));
    }

    #[test]
    fn ids_contain_the_creation_date() {
        assert_eq!(key_created_at("k20260131").unwrap().to_string(), "2026-01-31T00:00:00.000Z");
        assert_eq!(key_created_at("k20260131b"), key_created_at("k20260131"));
        for id in ["k1", "20260131", "k20261331", "", "kä0260131"] {
            assert_eq!(key_created_at(id), None, "{id}");
        }
    }

    #[test]
    fn invalid_key_rings_are_rejected() {
        for text in ["", "k1", "k1:", "k1:AAAA", ":AAAA", "k1:not base64"] {
            assert_eq!(KeyRing::parse(text).err(), Some(SealingError::KeyRing), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_change_is_detected(secret in ".{0,60}", nonce: [u8; 12], position: usize, flip in 1_u8..=255) {
            let keys = ring(&[("k1", 1)]);
            let sealed = keys.seal(ASSOCIATED_DATA, &secret, nonce).unwrap();
            prop_assert_eq!(keys.open(ASSOCIATED_DATA, &sealed), Ok(secret));
            let mut bytes = URL_SAFE_NO_PAD.decode(&sealed[3..]).unwrap();
            let position = position % bytes.len();
            bytes[position] ^= flip;
            let altered = format!("k1.{}", URL_SAFE_NO_PAD.encode(bytes));
            prop_assert_eq!(keys.open(ASSOCIATED_DATA, &altered), Err(SealingError::Unauthentic));
        }
    }
}
