//! What the runner reads: requests, the addresses that builds ask for, and the output of programs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_runner::{http, isolation, output, steps};

fuzz_target!(|bytes: &[u8]| {
    http::fuzz_start_build(bytes);
    output::fuzz_sanitize(bytes);
    output::fuzz_lines(bytes);
    steps::collect::fuzz(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        isolation::egress::fuzz_rule(text);
        isolation::egress::fuzz_proxy(text);
    }
});
