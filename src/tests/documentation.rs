//! Public functions, types, constants and modules are documented. rustc's `missing_docs` also demands a comment on each
//! field, variant and method, where it would often repeat the name, so this test takes its place.

use std::path::{Path, PathBuf};

use syn::{Attribute, Item, Visibility};

/// The crates that others read as a library. xtask and the runner are programs.
const SOURCES: [&str; 4] = ["src", "kernel/src", "durable_objects/src", "macros/src"];

#[test]
fn public_functions_types_and_modules_are_documented() {
    let mut undocumented = Vec::new();
    let mut count = 0;
    for file in SOURCES.iter().flat_map(|folder| files(Path::new(folder))) {
        let text = std::fs::read_to_string(&file).unwrap();
        let source = syn::parse_file(&text).unwrap();
        if !is_documented(&source.attrs) && !file.ends_with("tests.rs") {
            undocumented.push(format!("{}: the module", file.display()));
        }
        count += check(&source.items, &file, &mut undocumented);
    }
    assert!(count > 300, "only {count} public items were found");
    assert_eq!(undocumented, [""; 0]);
}

#[test]
fn an_undocumented_function_is_found() {
    let planted = "/// Documented.\npub struct A;\npub fn b() {}\nfn c() {}\npub enum D { E }\n";
    let mut undocumented = Vec::new();
    check(&syn::parse_file(planted).unwrap().items, Path::new("planted.rs"), &mut undocumented);
    assert_eq!(undocumented, ["planted.rs: b", "planted.rs: D"]);
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Adds what lacks documentation, and returns how many items were looked at.
fn check(items: &[Item], file: &Path, undocumented: &mut Vec<String>) -> usize {
    let mut count = 0;
    let mut look = |visibility: &Visibility, attributes: &[Attribute], name: &dyn std::fmt::Display| {
        if matches!(visibility, Visibility::Public(_)) && !is_for_tests(attributes) {
            count += 1;
            if !is_documented(attributes) {
                undocumented.push(format!("{}: {name}", file.display()));
            }
        }
    };
    for item in items {
        match item {
            Item::Fn(item) => look(&item.vis, &item.attrs, &item.sig.ident),
            Item::Struct(item) => look(&item.vis, &item.attrs, &item.ident),
            Item::Enum(item) => look(&item.vis, &item.attrs, &item.ident),
            Item::Type(item) => look(&item.vis, &item.attrs, &item.ident),
            Item::Const(item) => look(&item.vis, &item.attrs, &item.ident),
            Item::Static(item) => look(&item.vis, &item.attrs, &item.ident),
            Item::Trait(item) => look(&item.vis, &item.attrs, &item.ident),
            _ => {}
        }
    }
    count
}

fn is_documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
    })
}
