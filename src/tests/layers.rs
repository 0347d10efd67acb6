//! Checks the layers: a module imports only from lower layers, and a store writes only its own domain's tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The domains, from the lowest layer to the highest.
const DOMAINS: [&str; 8] =
    ["edge", "api", "platform", "identity", "organizations", "integrations", "delivery", "admin"];

/// The features of a domain, from the lowest layer to the highest, where one may import another.
const FEATURES: [(&str, &[&str]); 3] = [
    (
        "organizations",
        &[
            "custom_roles",
            "members",
            "teams",
            "estates",
            "organizations",
            "sockets",
            "audit_log",
            "service_accounts",
            "audit_stream",
            "domains",
            "join_requests",
            "invitations",
            "sso",
            "scim",
            "provisioning",
            "onboarding",
        ],
    ),
    ("delivery", &["builds", "repositories"]),
    ("admin", &["health", "outbox", "sealing", "testing"]),
];

/// The tables and the domain, or the part of the platform, whose store writes them.
const TABLES: [(&str, &[&str]); 5] = [
    (
        "platform",
        &[
            "audit_log",
            "audit_chain",
            "outbox_event",
            "outbox_delivery",
            "undecodable_message",
            "webhook_delivery",
            "job",
            "idempotency_key",
        ],
    ),
    (
        "identity",
        &[
            "user",
            "account",
            "session",
            "verification",
            "api_key",
            "api_key_usage",
            "refresh_token",
            "device_code",
            "token_revocation",
            "totp_factor",
            "backup_code",
            "sign_in_challenge",
            "sign_up_allowance",
            "waitlist_entry",
            "passkey",
            "oauth_client",
            "oauth_consent",
            "authorization_code",
            "signing_key",
        ],
    ),
    (
        "organizations",
        &[
            "organization",
            "organization_slug_history",
            "organization_slug_tombstone",
            "organization_user_membership",
            "organization_domain",
            "sso_connection",
            "ended_membership",
            "scim_token",
            "scim_user",
            "scim_group",
            "scim_group_member",
            "invitation",
            "service_account",
            "custom_role",
            "team",
            "team_member",
            "team_estate",
            "service_account_estate",
            "join_link",
            "join_request",
            "estate",
            "estate_grant",
            "estate_onboarding_event",
            "audit_stream",
            "audit_retention",
        ],
    ),
    ("integrations", &["estate_account_permission"]),
    ("delivery", &["build", "active_config", "config_source", "repository_sender"]),
];

fn rank(of: &str, order: &[&str]) -> Option<usize> {
    order.iter().position(|name| *name == of)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that follow `prefix` in a text, such as `crate::`.
fn named<'a>(text: &'a str, prefix: &str) -> Vec<&'a str> {
    let names = text.match_indices(prefix).map(|(start, _)| {
        let rest = &text[start + prefix.len()..];
        let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        &rest[..end.unwrap_or(rest.len())]
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// The imports of a source file from a higher layer.
fn upward(path: &str, text: &str) -> Vec<String> {
    let mut parts = path.trim_start_matches("src/").split('/');
    let domain = parts.next().unwrap_or_default().trim_end_matches(".rs");
    let Some(own) = rank(domain, &DOMAINS) else { return Vec::new() };
    let domains = named(text, "crate::").into_iter().filter(|name| rank(name, &DOMAINS).is_some_and(|rank| rank > own));
    let mut found: Vec<String> = domains.map(|name| format!("{path} imports {name}")).collect();
    let feature = parts.next().unwrap_or_default().trim_end_matches(".rs");
    let order = FEATURES.iter().find(|(name, _)| *name == domain).map_or(&[] as &[&str], |(_, order)| order);
    if let Some(own) = rank(feature, order) {
        let names = named(text, &format!("crate::{domain}::"));
        let above = names.into_iter().filter(|name| rank(name, order).is_some_and(|rank| rank > own));
        found.extend(above.map(|name| format!("{path} imports {domain}::{name}")));
    }
    found
}

/// The tables that a statement writes.
fn written(sql: &str) -> Vec<String> {
    let words: Vec<String> = sql
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    let mut tables = Vec::new();
    for pair in words.windows(2) {
        match pair {
            [first, table] if first == "UPDATE" && table != "SET" => tables.push(table.clone()),
            [first, table] if first == "INTO" => tables.push(table.clone()),
            _ => {}
        }
    }
    for three in words.windows(3) {
        if three[0] == "DELETE" && three[1] == "FROM" {
            tables.push(three[2].clone());
        }
    }
    tables
}

#[test]
fn no_module_imports_from_a_layer_above() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 100);
    let found: Vec<String> = files
        .iter()
        .filter(|path| !path.starts_with("src/tests"))
        .flat_map(|path| upward(&path.to_string_lossy(), &std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_upward_import_is_found() {
    assert_eq!(upward("src/identity/users/store.rs", "use crate::edge::Edge;"), [""; 0]);
    assert_eq!(
        upward("src/identity/users/store.rs", "use crate::organizations::members;"),
        ["src/identity/users/store.rs imports organizations"]
    );
    assert_eq!(
        upward("src/organizations/members/admit.rs", "use crate::organizations::invitations;"),
        ["src/organizations/members/admit.rs imports organizations::invitations"]
    );
}

#[test]
fn every_store_writes_only_its_own_tables() {
    let owners: BTreeMap<&str, &str> =
        TABLES.iter().flat_map(|(domain, tables)| tables.iter().map(|table| (*table, *domain))).collect();
    let mut found = Vec::new();
    for (name, sql) in super::statements::statements() {
        let domain = name.split("::").nth(1).unwrap_or_default();
        for table in written(sql) {
            if owners.get(table.as_str()) != Some(&domain) {
                found.push(format!("{name} writes {table}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn writes_are_found() {
    assert_eq!(written("UPDATE user SET name = ?2 WHERE id = ?1"), ["user"]);
    assert_eq!(written("INSERT INTO build (id) VALUES (?1) ON CONFLICT (id) DO UPDATE SET id = ?1"), ["build"]);
    assert_eq!(written("DELETE FROM session WHERE id = ?1"), ["session"]);
    assert_eq!(written("SELECT id FROM user"), [""; 0]);
}
