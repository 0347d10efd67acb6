//! What authenticators and browsers send: it is read whole or not at all, and leads to keys that Web Crypto reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use steward_kernel::webauthn::{AuthenticatorData, Ceremony, ClientData, raw_ecdsa_signature, read_attestation};

fuzz_target!(|bytes: &[u8]| {
    for data in [AuthenticatorData::read(bytes), read_attestation(bytes)].into_iter().flatten() {
        assert!(!data.is_backed_up() || data.is_backup_eligible());
        if let Some(credential) = data.credential {
            assert!((1..=1_023).contains(&credential.id.len()));
            assert!(matches!(credential.public_key.jwk["kty"].as_str(), Some("EC" | "OKP" | "RSA")));
        }
    }
    if let Ok(read) = AuthenticatorData::read(bytes) {
        let more = [bytes, &[0]].concat();
        assert_ne!(AuthenticatorData::read(&more), Ok(read), "what follows the data is ignored");
    }
    if let Ok(signature) = raw_ecdsa_signature(bytes) {
        assert_eq!(to_der(&signature), bytes, "a second form of one signature");
    }
    for ceremony in [Ceremony::Registration, Ceremony::Authentication] {
        if ClientData::read(bytes, ceremony, "https://steward.example").is_ok() {
            let value: Value = serde_json::from_slice(bytes).unwrap();
            assert_eq!(value["origin"], "https://steward.example");
        }
    }
});

/// The only DER of a signature (X.690, 8.3 and 10.1).
fn to_der(raw: &[u8; 64]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = if number.first().is_some_and(|byte| *byte >= 0x80) { &[0][..] } else { &[] };
        let length = u8::try_from(sign.len() + number.len()).unwrap();
        [&[2, length], sign, &number].concat()
    };
    let (r, s) = raw.split_at(32);
    let content = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}
