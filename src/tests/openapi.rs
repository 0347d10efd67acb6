//! The document that describes the API.

use crate::{API, api};

/// Compares openapi.json with the operations' declarations; with OPENAPI_OUTPUT, writes the document to that path instead,
/// which is how `cargo xtask openapi` gets it.
#[test]
fn openapi_json_is_current() {
    let document = format!("{}\n", api::document_json(&API).unwrap());
    if let Some(path) = std::env::var_os("OPENAPI_OUTPUT") {
        return std::fs::write(path, document).unwrap();
    }
    let is_current = std::fs::read_to_string("openapi.json").unwrap() == document;
    assert!(is_current, "openapi.json is stale: run `cargo xtask openapi` and commit the changes");
}
