//! The stream of a runner: server-sent events, and what is in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_durable_objects::estate_build_manager::{fuzz_events, fuzz_sse};

fuzz_target!(|bytes: &[u8]| {
    fuzz_sse(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        fuzz_events(text);
    }
});
