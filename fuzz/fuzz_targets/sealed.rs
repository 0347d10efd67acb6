//! Sealed values: nothing but what was sealed opens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::sealing::{AssociatedData, KeyRing};

fuzz_target!(|text: &str| {
    let ring = KeyRing::parse("k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
    let place = AssociatedData { table: "account", column: "token", row: "acc_1" };
    assert!(ring.is_ok_and(|ring| ring.open(place, text).is_err()));
});
