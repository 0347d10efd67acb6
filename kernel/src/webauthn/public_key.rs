//! Public keys of credentials: COSE keys (RFC 9053) of the three algorithms that authenticators commonly have.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Malformed;
use super::cbor::{Item, Reader};

/// The most parameters of a key.
const MAX_PARAMETERS: usize = 8;
/// The most bytes of an RSA modulus: 4,096 bits.
const MAX_MODULUS: usize = 512;

/// A signature algorithm (the COSE registry of IANA).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// All, the preferred one first.
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// The number in COSE.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

/// A public key, as a JSON Web Key that Web Crypto reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    pub algorithm: Algorithm,
    pub jwk: Value,
}

/// The parameters of a COSE key that are read.
#[derive(Default)]
struct Parameters<'a> {
    kty: Option<i64>,
    alg: Option<i64>,
    /// -1, -2 and -3, which mean something else for each type.
    own: [Option<Item<'a>>; 3],
}

impl PublicKey {
    /// Reads a COSE key and returns it with the number of its bytes.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, usize), Malformed> {
        let mut reader = Reader::new(bytes);
        let pairs = reader.map()?;
        if pairs > MAX_PARAMETERS {
            return Err(Malformed);
        }
        let mut found = Parameters::default();
        for _ in 0..pairs {
            let (Item::Integer(label), value) = (reader.item()?, reader.item()?) else { return Err(Malformed) };
            match (label, value) {
                (1, Item::Integer(kty)) if found.kty.is_none() => found.kty = Some(kty),
                (3, Item::Integer(alg)) if found.alg.is_none() => found.alg = Some(alg),
                (-3..=-1, Item::Integer(_) | Item::Bytes(_)) => {
                    let index = usize::try_from(-1 - label).map_err(|_| Malformed)?;
                    let slot = found.own.get_mut(index).ok_or(Malformed)?;
                    if slot.replace(value).is_some() {
                        return Err(Malformed);
                    }
                }
                _ => return Err(Malformed),
            }
        }
        Ok((Self::of(&found)?, bytes.len() - reader.rest().len()))
    }

    fn of(found: &Parameters<'_>) -> Result<Self, Malformed> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (algorithm, jwk) = match (found.kty, found.alg, found.own) {
            (Some(2), Some(-7), [Some(Item::Integer(1)), Some(Item::Bytes(x)), Some(Item::Bytes(y))])
                if x.len() == 32 && y.len() == 32 =>
            {
                (Algorithm::Es256, json!({ "kty": "EC", "crv": "P-256", "x": text(x), "y": text(y) }))
            }
            (Some(1), Some(-8), [Some(Item::Integer(6)), Some(Item::Bytes(x)), None]) if x.len() == 32 => {
                (Algorithm::EdDsa, json!({ "kty": "OKP", "crv": "Ed25519", "x": text(x) }))
            }
            (Some(3), Some(-257), [Some(Item::Bytes(n)), Some(Item::Bytes(e)), None])
                if (256..=MAX_MODULUS).contains(&n.len()) && (1..=4).contains(&e.len()) =>
            {
                (Algorithm::Rs256, json!({ "kty": "RSA", "n": text(n), "e": text(e) }))
            }
            _ => return Err(Malformed),
        };
        Ok(Self { algorithm, jwk })
    }
}

/// Converts an ECDSA signature from DER (RFC 3279, 2.2.3) to the 64 bytes `r || s` that Web Crypto reads.
///
/// # Errors
/// [`Malformed`].
pub fn raw_ecdsa_signature(der: &[u8]) -> Result<[u8; 64], Malformed> {
    let [0x30, length, rest @ ..] = der else { return Err(Malformed) };
    if usize::from(*length) != rest.len() || *length >= 0x80 {
        return Err(Malformed);
    }
    let (r, rest) = der_integer(rest)?;
    let (s, rest) = der_integer(rest)?;
    if !rest.is_empty() {
        return Err(Malformed);
    }
    let mut raw = [0; 64];
    for (target, number) in raw.chunks_exact_mut(32).zip([r, s]) {
        let start = 32_usize.checked_sub(number.len()).ok_or(Malformed)?;
        target.get_mut(start..).ok_or(Malformed)?.copy_from_slice(number);
    }
    Ok(raw)
}

/// A positive integer in its shortest form, without its leading zero.
fn der_integer(bytes: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let [0x02, length, rest @ ..] = bytes else { return Err(Malformed) };
    let (number, rest) = rest.split_at_checked(usize::from(*length)).ok_or(Malformed)?;
    let number = match number {
        [0, second, ..] if *second >= 0x80 => number.get(1..).ok_or(Malformed)?,
        [first, ..] if (1..0x80).contains(first) => number,
        _ => return Err(Malformed),
    };
    Ok((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn es256(x: &str, y: &str) -> String {
        format!("a5010203262001215820{x}225820{y}")
    }

    #[test]
    fn keys_of_three_algorithms() {
        let read = |hex: &str| PublicKey::read(&hex::decode(hex).unwrap());
        let (key, length) = read(&(es256(&"11".repeat(32), &"22".repeat(32)) + "ff")).unwrap();
        assert_eq!((key.algorithm, length), (Algorithm::Es256, 77));
        assert_eq!(key.jwk["x"], URL_SAFE_NO_PAD.encode([0x11; 32]));
        let (key, _) = read(&format!("a4010103272006215820{}", "33".repeat(32))).unwrap();
        assert_eq!(key.jwk, json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([0x33; 32]) }));
        let (key, _) = read(&format!("a401030339010020590100{}2143010001", "44".repeat(256))).unwrap();
        assert_eq!((key.algorithm, &key.jwk["e"]), (Algorithm::Rs256, &json!("AQAB")));
    }

    #[test]
    fn other_keys_are_malformed() {
        let (x, y) = ("11".repeat(32), "22".repeat(32));
        for hex in [
            String::new(),
            "a0".to_owned(),
            es256(&x, &"22".repeat(31)),
            es256(&x, &y).replacen("2001", "2002", 1), // P-384
            es256(&x, &y).replacen("0326", "0327", 1), // the algorithm of another type
            es256(&x, &y).replacen("a50102", "a6010201021", 1),
            format!("a401030339010020587f{}2143010001", "44".repeat(127)), // 1,016 bits
            format!("a4010103272006215821{}", "33".repeat(33)),
        ] {
            assert!(hex.len() % 2 == 1 || PublicKey::read(&hex::decode(&hex).unwrap()).is_err(), "{hex}");
        }
    }

    #[test]
    fn signatures_from_der() {
        let read = |hex: &str| raw_ecdsa_signature(&hex::decode(hex).unwrap());
        let mut expected = [0; 64];
        (expected[31], expected[63]) = (0x80, 0x01);
        assert_eq!(read("3007020200800201 01".replace(' ', "").as_str()), Ok(expected));
        let long = "ff".repeat(32);
        assert_eq!(read(&format!("3046022100{long}022100{long}")), Ok([0xff; 64]));
        for wrong in [
            "",
            "30",
            "3000",
            "300602010002010",
            "3006020101020101ff",
            "30070201010202 0001",
            "3006020181020101",
            "3006020100020101",
            "3005020101020101",
            "30060201010201",
            "3006020001020101",
        ] {
            let hex = wrong.replace(' ', "");
            assert!(hex.len() % 2 == 1 || read(&hex).is_err(), "{wrong}");
        }
        assert!(read(&format!("304502210001{long}020101")).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(bytes: Vec<u8>) {
            let _ = PublicKey::read(&bytes);
            let _ = raw_ecdsa_signature(&bytes);
        }
    }
}
