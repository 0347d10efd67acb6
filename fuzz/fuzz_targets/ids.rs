//! Ids: what is parsed is the same text again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::id::{OrganizationId, TypeId, UserId};

fuzz_target!(|text: &str| {
    if let Ok(id) = UserId::parse(text) {
        assert_eq!(id.as_ref(), text);
        assert!(OrganizationId::parse(text).is_err());
    }
});
