//! Private keys in PEM.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::private_key::to_pkcs8;

fuzz_target!(|text: &str| {
    let _ = to_pkcs8(text);
});
