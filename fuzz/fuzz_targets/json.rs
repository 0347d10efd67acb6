//! Bodies and rows: reading JSON into types never panics, and names a path.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;

use steward_kernel::from_json::{FromJson, of_parameters, read};
use steward_kernel::id::UserId;

#[derive(FromJson)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "only reading is tried")]
struct Body {
    user_id: Option<UserId>,
    names: Vec<String>,
    count: Option<u32>,
    is_first: bool,
    inner: Option<Inner>,
}

#[derive(FromJson)]
#[expect(dead_code, reason = "only reading is tried")]
struct Inner {
    text: String,
    number: i64,
}

fuzz_target!(|text: &str| {
    if let Err(error) = read::<Body>(text) {
        assert!(!error.message.is_empty());
    }
    let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let parameters = of_parameters(pairs.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value))));
    let _ = Body::from_json(&parameters);
});
