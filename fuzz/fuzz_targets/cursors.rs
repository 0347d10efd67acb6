//! The cursors of pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward_kernel::from_json::FromJson;
use steward_kernel::page::PageQuery;

fuzz_target!(|text: &str| {
    let (limit, cursor) = text.split_once('\n').unwrap_or(("20", text));
    let Ok(page) = PageQuery::from_json(&serde_json::json!({ "limit": limit, "cursor": cursor })) else { return };
    if let Ok(limit) = page.limit() {
        assert!((1..=100).contains(&limit));
    }
    if let Ok(Some(key)) = page.after() {
        assert!(!key.is_empty());
    }
    let _ = page.after_number();
});
