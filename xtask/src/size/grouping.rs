//! Which domain, crate and operation a function belongs to, by its name.
//!
//! A generic function is counted for each use: `serde_json::from_slice::<steward::identity::model::User>` is code of
//! the crate `serde_json` and there because of the domain `identity`.

/// The Worker's own crate.
const OWN_CRATE: &str = "steward";
/// The module whose children are operations.
const ROUTES: &str = "routes";

/// The first crate that the name mentions: where the code was written.
pub fn crate_of(name: &str) -> Option<String> {
    paths(name).next().and_then(|path| path.split("::").next()).map(str::to_owned)
}

/// The module below the Worker's crate that the name mentions first; what stands in lib.rs has none.
pub fn domain_of(name: &str) -> Option<String> {
    let mut segments = own_path(name)?.split("::");
    // Macros put their code into a constant named `_`.
    let domain = segments.next().filter(|segment| *segment != "_")?;
    segments.next().map(|_| domain.to_owned())
}

/// The operation's path below the Worker's crate, such as `identity::sessions::routes::sign_in`.
pub fn operation_of(name: &str) -> Option<String> {
    let path = own_path(name)?;
    let (feature, rest) = path.split_once(&format!("::{ROUTES}::"))?;
    let verb = rest.split("::").next()?;
    Some(format!("{feature}::{verb}"))
}

/// The first path of the Worker's own crate, without the crate.
fn own_path(name: &str) -> Option<&str> {
    paths(name).find_map(|path| path.strip_prefix(OWN_CRATE)?.strip_prefix("::"))
}

/// Every path of at least two segments in the name: `a::b` and `c::d` in `<a::b as c::d<e>>::f`.
fn paths(name: &str) -> impl Iterator<Item = &str> {
    let separates = |character: char| !(character.is_alphanumeric() || character == '_' || character == ':');
    name.split(separates)
        .filter(|path| path.contains("::") && !path.starts_with(':'))
        .map(|path| path.trim_end_matches(':'))
}

#[cfg(test)]
mod tests {
    use super::{crate_of, domain_of, operation_of};

    fn groups(name: &str) -> [Option<String>; 3] {
        [crate_of(name), domain_of(name), operation_of(name)]
    }

    fn some(texts: [&str; 3]) -> [Option<String>; 3] {
        texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    #[test]
    fn names_are_taken_apart_by_their_first_paths() {
        let cases = [
            ("steward::identity::store::find::{closure#0}", ["steward", "identity", ""]),
            (
                "steward::identity::sessions::routes::end::{closure#0}::{closure#1}",
                ["steward", "identity", "identity::sessions::end"],
            ),
            (
                "core::ptr::drop_in_place::<steward::builds::routes::list::{closure#0}>",
                ["core", "builds", "builds::list"],
            ),
            ("<steward::api::Error as core::fmt::Debug>::fmt", ["steward", "api", ""]),
            ("<&mut alloc::vec::Vec<steward_kernel::id::Id> as serde::Serialize>::serialize", ["alloc", "", ""]),
            ("<(u8, u16) as core::fmt::Debug>::fmt", ["core", "", ""]),
            ("steward::fetch", ["steward", "", ""]),
            ("steward::_::__wasm_bindgen_generated_fetch::{closure#0}", ["steward", "", ""]),
            ("__wbindgen_malloc", ["", "", ""]),
        ];
        for (name, expected) in cases {
            assert_eq!(groups(name), some(expected), "{name}");
        }
    }
}
