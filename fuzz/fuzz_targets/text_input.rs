//! What people type: a value that is accepted is accepted again, unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::{domain, input, slug};

fuzz_target!(|text: &str| {
    for parse in [input::name, input::email, input::return_path, input::commit_hash, input::branch, domain::parse, slug::parse] {
        if let Ok(value) = parse("field", text) {
            assert_eq!(parse("field", &value).ok().as_ref(), Some(&value));
        }
    }
    for parse in [input::note, input::repository_path] {
        if let Ok(Some(value)) = parse("field", text) {
            assert_eq!(parse("field", &value).ok().flatten().as_ref(), Some(&value));
        }
    }
    let _ = (input::search_text("field", Some(text)), input::new_password("field", text), domain::of_email(text));
    for candidate in slug::candidates(text, [7; 8]) {
        assert_eq!(slug::parse("slug", &candidate).ok(), Some(candidate));
    }
});
