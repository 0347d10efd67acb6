//! Credentials: cookies, tokens, codes, sealed secrets, and the headers and forms of OAuth clients and identity providers.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use libfuzzer_sys::fuzz_target;
use steward::identity::{api_clients, authorization_server, oauth, second_factors, sessions, sign_in};
use steward_kernel::private_key;
use steward_kernel::sealing::{AssociatedData, KeyRing, key_created_at};
use steward_kernel::signature::{code_challenge, is_hash_of, token_hash, webhook_signature};

fuzz_target!(|text: &str| {
    sessions::fuzz_access_token(text);
    sessions::fuzz_cookie(text);
    oauth::fuzz_id_token(text);
    oauth::fuzz_keys(text);
    authorization_server::fuzz_client_authentication(text);
    authorization_server::fuzz_scopes(text);
    api_clients::fuzz_form(text.as_bytes());
    api_clients::fuzz_user_code(text);
    second_factors::fuzz_backup_code(text);
    second_factors::fuzz_totp_code(text);
    sign_in::verification::fuzz_code(text);
    sealed(text);
    hashed(text);
});

/// What was sealed opens in its own cell alone, and nothing else opens.
fn sealed(text: &str) {
    let ring = KeyRing::parse(&format!("k20261128:{}", STANDARD.encode([7; 32]))).unwrap();
    let cell = AssociatedData { table: "t", column: "c", row: "r" };
    assert!(ring.open(cell, text).is_err(), "a forged secret");
    let sealed = ring.seal(cell, text, [1; 12]).unwrap();
    assert_eq!(ring.open(cell, &sealed).as_deref(), Ok(text));
    assert!(ring.open(AssociatedData { row: "s", ..cell }, &sealed).is_err());
    let mut altered = sealed.into_bytes();
    let place = text.len() % altered.len();
    altered[place] ^= 1;
    assert!(ring.open(cell, &String::from_utf8_lossy(&altered)).is_err(), "an altered secret");

    if let Ok(read) = KeyRing::parse(text) {
        assert!(read.active_id().is_ok() && read.ids().count() == text.split(',').count());
    }
    let _ = key_created_at(text);
    if let Ok(der) = private_key::to_pkcs8(text) {
        assert!(!der.is_empty() && der.len() <= text.len() + 64);
    }
}

fn hashed(text: &str) {
    assert!(is_hash_of(text, &token_hash(text)));
    assert!(!is_hash_of(text, text), "a text that is its own hash");
    assert_eq!(URL_SAFE_NO_PAD.decode(code_challenge(text)).map(|bytes| bytes.len()), Ok(32));
    assert!(webhook_signature(b"key", "msg", "1", text).is_ok());
}
