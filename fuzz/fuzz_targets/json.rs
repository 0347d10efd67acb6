//! Bodies, queries and webhooks: the derived readers agree with serde about every value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde_json::Value;
use steward_kernel::from_json::{self, FromJson};
use steward_kernel::page::PageQuery;
use steward_kernel::permission::Role;

#[derive(Debug, PartialEq, Deserialize, FromJson)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    name: String,
    role: Option<Role>,
    #[serde(default)]
    is_open: bool,
    limit_bytes: Option<u32>,
    offset: Option<i64>,
    small: Option<u8>,
    ratio: Option<f64>,
    names: Option<Vec<String>>,
    pair: Option<(u16, String)>,
    rest: Option<Value>,
}

#[derive(Debug, PartialEq, Deserialize, FromJson)]
struct Open {
    id: u64,
    #[serde(rename = "ref")]
    reference: Option<String>,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, PartialEq, Deserialize, FromJson)]
struct Inner {
    kind: Option<String>,
    inner: Option<Box<Inner>>,
}

fuzz_target!(|text: &str| {
    query(text);
    steward::integrations::github::fuzz_payload(text);
    let Ok(value) = from_json::parse(text) else {
        assert!(serde_json::from_str::<Value>(text).is_err());
        return;
    };
    same::<Body>(&value);
    same::<Open>(&value);
    same::<Vec<Option<Inner>>>(&value);
    same::<std::collections::BTreeMap<String, i32>>(&value);
});

fn same<T: FromJson + PartialEq + std::fmt::Debug + for<'de> Deserialize<'de>>(value: &Value) {
    match (T::from_json(value), serde_json::from_value::<T>(value.clone())) {
        (Ok(ours), Ok(serdes)) => assert_eq!(ours, serdes),
        (Err(_), Err(_)) => {}
        // serde makes structs of arrays, and text of an enum of an object; the API takes neither
        (Err(_), Ok(_)) => assert!(has_array_or_object(value), "refused: {value}"),
        (Ok(ours), Err(error)) => panic!("accepted: {ours:?} of {value}, which serde refuses: {error}"),
    }
}

fn has_array_or_object(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(fields) => fields.values().any(|field| field.is_array() || field.is_object()),
        _ => false,
    }
}

fn query(text: &str) {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    let Ok(page) = PageQuery::from_json(&from_json::of_parameters(pairs)) else { return };
    assert!(page.limit().is_ok_and(|limit| (1..=100).contains(&limit)) || page.limit().is_err());
    if let Ok(Some(key)) = page.after() {
        assert!(!key.is_empty() && key.len() <= 150);
    }
    let _ = page.after_number();
}
