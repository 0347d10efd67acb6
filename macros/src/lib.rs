//! The attribute that declares an operation of the API, and the derive that reads JSON.
#![warn(unused_crate_dependencies)]

mod from_json;
mod operation;

use proc_macro::TokenStream;

/// Declares an operation: `#[operation(PATCH "/api/estates/{estateId}", id = "estate.update", tag = "estates")]` above its
/// handler, whose doc comment is the API's text.
///
/// The handler's arguments say what the operation needs (scope with its permission, ids in the path, query, body), its
/// return type says what it answers. A constant of the handler's name in upper case is the `Operation`; on the host the
/// same declaration yields the entry of the OpenAPI document.
///
/// Optional, for what types do not say: `answer = "text"` (description of the answer), `errors(Type, …)` (in place of the
/// errors that follow from the arguments), `more_errors(Type, …)` (beside them), `params(…)`, `request_body(…)` and
/// `responses(…)` in the words of `utoipa::path`.
#[proc_macro_attribute]
pub fn operation(attribute: TokenStream, handler: TokenStream) -> TokenStream {
    operation::expand(attribute.into(), handler.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives `steward_kernel::from_json::FromJson` for a struct with named fields, a newtype, or an enum without data. It
/// follows serde's attributes `rename`, `rename_all`, `default`, `flatten` and `deny_unknown_fields`; a field with
/// `deserialize_with = "flag"` is one of SQLite's truth values.
#[proc_macro_derive(FromJson, attributes(serde))]
pub fn from_json(input: TokenStream) -> TokenStream {
    from_json::expand(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
