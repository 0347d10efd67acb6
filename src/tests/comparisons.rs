//! Secrets, and what proves that somebody has one, are compared in constant time: with `signature::is_same`, never with an
//! operator, which takes longer the more of a guess is right.

use std::path::Path;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, ExprBinary, ExprMethodCall, ItemFn, ItemMod};

use super::documentation::files;

const SOURCES: [&str; 4] = ["src", "kernel/src", "durable_objects/src", "runner/src"];

/// Words in names of what must not be guessed. An `expected` value is one that was computed from a key.
const WORDS: [&str; 12] = [
    "hash",
    "hashes",
    "token",
    "secret",
    "signature",
    "mac",
    "digest",
    "challenge",
    "verifier",
    "nonce",
    "password",
    "expected",
];

/// Comparisons of what has such a name and is public, or is no longer secret for who compares it.
const PUBLIC: [&str; 16] = [
    // the numbers of a lock's leases, and how long a signature is
    "lease . token == token",
    "self . released_token == Some (token)",
    "signature . bytes . len () == SIGNATURE_BYTES",
    // names of methods, algorithms, providers, clients and errors
    "request . code_challenge_method . as_deref () == Some (\"S256\")",
    "token . algorithm () != \"RS256\"",
    "expected . provider == Some (Provider :: Google)",
    "id == expected . client_id",
    "claims . iss == expected . issuer",
    "named != expected",
    "error == \"bad_refresh_token\"",
    // the name of this site, hashed
    "self . rp_id_hash . as_slice () == Sha256 :: digest (rp_id . as_bytes ()) . as_slice ()",
    // hashes and numbers in the audit log, which those who compare them can read
    "chained . sequence != expected",
    "head . hash != before",
    "anchor . hash == self . hash",
    // two numbers of the same size
    "truncate (hmac_sha1 (secret , & step . to_be_bytes ()) . await ?) == code",
    // two forms of what the caller sent
    "normalized != password",
];

#[derive(Default)]
struct Comparisons {
    found: Vec<String>,
    operators: usize,
}

fn is_apart(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        text.contains("cfg (test)") || text.contains("cfg (fuzzing)")
    })
}

fn names_a_secret(expression: &impl ToTokens) -> bool {
    let text = expression.to_token_stream().to_string();
    let names = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    names.flat_map(|name| name.split('_')).any(|word| WORDS.contains(&word))
}

impl<'ast> Visit<'ast> for Comparisons {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_apart(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        if !is_apart(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_expr_binary(&mut self, comparison: &'ast ExprBinary) {
        let ExprBinary { left, op, right, .. } = comparison;
        if matches!(op, BinOp::Eq(_) | BinOp::Ne(_)) {
            self.operators += 1;
            let text = comparison.to_token_stream().to_string();
            if (names_a_secret(left) || names_a_secret(right)) && !PUBLIC.contains(&text.as_str()) {
                self.found.push(text);
            }
        }
        visit::visit_expr_binary(self, comparison);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let is_comparison = call.method == "eq" || call.method == "ne" || call.method == "cmp";
        if is_comparison && (names_a_secret(&call.receiver) || call.args.iter().any(names_a_secret)) {
            self.found.push(call.to_token_stream().to_string());
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn of(source: &str) -> Comparisons {
    let mut comparisons = Comparisons::default();
    comparisons.visit_file(&syn::parse_file(source).unwrap());
    comparisons
}

#[test]
fn secrets_are_compared_in_constant_time() {
    let mut operators = 0;
    let mut found = Vec::new();
    for file in SOURCES.iter().flat_map(|folder| files(Path::new(folder))) {
        if file.ends_with("tests.rs") || file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let comparisons = of(&std::fs::read_to_string(&file).unwrap());
        operators += comparisons.operators;
        found.extend(comparisons.found.into_iter().map(|text| format!("{}: {text}", file.display())));
    }
    assert!(operators > 300, "only {operators} comparisons were found");
    assert_eq!(found, [""; 0], "compare these with signature::is_same, or say in PUBLIC why they need it not");
}

#[test]
fn a_planted_comparison_is_found() {
    let planted =
        "fn a() { if row.secret_hash == Some(token_hash(text)) {} x.eq(&token); b != signature; name == other; }
        #[cfg(test)] mod tests { fn b() { token == token; } }";
    assert_eq!(
        of(planted).found,
        ["row . secret_hash == Some (token_hash (text))", "x . eq (& token)", "b != signature"]
    );
}
