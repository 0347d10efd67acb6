//! Redirect URIs: what can be registered leads nowhere else, and matches itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::redirect_uri::{check, is_registered};

fuzz_target!(|text: &str| {
    let is_valid = check(text).is_ok();
    if is_valid {
        assert!(is_registered([text], text));
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(!text.starts_with("javascript:") && !text.starts_with("data:"));
    }
    let own = "https://app.example.com/callback";
    assert_eq!(is_registered([own], text), text == own);
    if is_registered(["http://127.0.0.1/callback"], text) {
        assert!(text.starts_with("http://127.0.0.1") && text.ends_with("/callback") && !text.contains('@'));
    }
});
