//! What brings people into an organization: SCIM's filters and patches, DNS records, lists of addresses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::organizations::{domains, invitations, scim};

fuzz_target!(|text: &str| {
    scim::fuzz_filter(text);
    scim::fuzz_patch(text);
    domains::fuzz_record(text);
    invitations::fuzz_list(text);
});
