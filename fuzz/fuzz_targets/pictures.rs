//! Pictures: PNG, JPEG and WebP, from which metadata is taken away.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| steward::platform::files::fuzz(bytes));
