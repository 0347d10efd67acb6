//! Conversion of RSA private keys: GitHub issues PKCS#1, Web Crypto imports PKCS#8 only.
//!
//! Written by hand: the crates pkcs1 and pkcs8 would add a general DER codec to the wasm for one fixed prefix.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// `SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }` (RFC 8017, A.1).
const RSA_ALGORITHM: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The text is not a private key in PEM format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the private key must be PEM, BEGIN RSA PRIVATE KEY (PKCS#1) or BEGIN PRIVATE KEY (PKCS#8)")]
pub struct PrivateKeyError;

/// Converts PEM of either format to DER of PKCS#8 (RFC 5958). Line breaks may be escaped as `\n`, as in environment
/// files.
///
/// # Errors
/// [`PrivateKeyError`] when the text has neither format.
pub fn to_pkcs8(pem: &str) -> Result<Vec<u8>, PrivateKeyError> {
    let pem = pem.replace("\\n", "\n");
    let body = |label: &str| {
        let after = pem.split_once(&format!("-----BEGIN {label}-----"))?.1;
        let inner = after.split_once(&format!("-----END {label}-----"))?.0;
        let encoded: String = inner.chars().filter(|character| !character.is_whitespace()).collect();
        STANDARD.decode(encoded).ok().filter(|der| !der.is_empty())
    };
    if let Some(der) = body("PRIVATE KEY") {
        return Ok(der);
    }
    let pkcs1 = body("RSA PRIVATE KEY").ok_or(PrivateKeyError)?;
    // PrivateKeyInfo ::= SEQUENCE { version INTEGER 0, algorithm, privateKey OCTET STRING }
    let content = [&[0x02, 0x01, 0x00], RSA_ALGORITHM.as_slice(), &element(0x04, &pkcs1)].concat();
    Ok(element(0x30, &content))
}

/// Encodes a DER element: tag, definite length, content.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes = length.to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut encoded = vec![tag];
    match (u8::try_from(length), u8::try_from(significant.len())) {
        (Ok(short), _) if short < 0x80 => encoded.push(short),
        (_, Ok(count)) => {
            encoded.push(0x80 | count);
            encoded.extend(significant);
        }
        (_, Err(_)) => {}
    }
    encoded.extend_from_slice(content);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_encoded_as_in_der() {
        assert_eq!(element(4, &[1, 2]), [4, 2, 1, 2]);
        assert_eq!(element(4, &[0; 0x80])[..3], [4, 0x81, 0x80]);
        assert_eq!(element(4, &[0; 0x1234])[..4], [4, 0x82, 0x12, 0x34]);
    }

    #[test]
    fn wraps_pkcs1_and_keeps_pkcs8() {
        let inner = STANDARD.encode([9_u8; 300]);
        let wrapped =
            to_pkcs8(&format!("-----BEGIN RSA PRIVATE KEY-----\\n{inner}\\n-----END RSA PRIVATE KEY-----")).unwrap();
        assert_eq!(wrapped.len(), 300 + 4 + 18 + 4);
        assert!(wrapped.ends_with(&[9; 300]));
        let same = to_pkcs8(&format!("-----BEGIN PRIVATE KEY-----\n{inner}\n-----END PRIVATE KEY-----\n")).unwrap();
        assert_eq!(same, [9; 300]);
        assert_eq!(to_pkcs8("-----BEGIN EC PRIVATE KEY-----"), Err(PrivateKeyError));
    }
}
