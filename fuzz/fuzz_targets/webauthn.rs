//! What authenticators send: CBOR, attestations, authenticator data, client data, signatures.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::webauthn::{AuthenticatorData, Ceremony, ClientData, raw_ecdsa_signature, read_attestation};

fuzz_target!(|bytes: &[u8]| {
    let _ = AuthenticatorData::read(bytes);
    let _ = read_attestation(bytes);
    let _ = ClientData::read(bytes, Ceremony::Authentication, "https://steward.example.com");
    let _ = raw_ecdsa_signature(bytes);
});
