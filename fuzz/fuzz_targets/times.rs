//! Times, headers with times, and configuration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::retry::retry_after_ms;
use steward_kernel::sealing::{AssociatedData, KeyRing, key_created_at};
use steward_kernel::time::Timestamp;

fuzz_target!(|text: &str| {
    if let Ok(time) = Timestamp::parse("at", text) {
        assert_eq!(Timestamp::parse("at", &time.to_string()).ok(), Some(time));
    }
    let _ = (retry_after_ms(text, 1_700_000_000_000), key_created_at(text));
    let Ok(ring) = KeyRing::parse(text) else { return };
    let place = AssociatedData { table: "account", column: "token", row: "acc_1" };
    let Ok(sealed) = ring.seal(place, "secret", [7; 12]) else { return };
    assert_eq!(ring.open(place, &sealed).ok().as_deref(), Some("secret"));
});
