//! Prepares every statement against the migrated schema, and checks that none scans a table of tenants.

use super::migrated;

/// Every feature's statements.
pub(super) fn statements() -> Vec<(&'static str, &'static str)> {
    [
        crate::admin::STATEMENTS,
        crate::identity::api_clients::STATEMENTS,
        crate::identity::authorization_server::STATEMENTS,
        crate::platform::audit::STATEMENTS,
        crate::delivery::builds::STATEMENTS,
        crate::delivery::repositories::STATEMENTS,
        crate::identity::connections::STATEMENTS,
        crate::organizations::audit_log::STATEMENTS,
        crate::organizations::audit_stream::STATEMENTS,
        crate::organizations::export::STATEMENTS,
        crate::organizations::sealed::STATEMENTS,
        crate::organizations::domains::STATEMENTS,
        crate::organizations::scim::STATEMENTS,
        crate::organizations::sealed::STATEMENTS,
        crate::organizations::sso::STATEMENTS,
        crate::identity::sso::STATEMENTS,
        crate::organizations::estates::STATEMENTS,
        crate::admin::health::STATEMENTS,
        crate::identity::STATEMENTS,
        crate::identity::oauth::STATEMENTS,
        crate::identity::scope::STATEMENTS,
        crate::identity::sessions::STATEMENTS,
        crate::identity::sign_in::STATEMENTS,
        crate::identity::sign_in::verification::STATEMENTS,
        crate::identity::sign_up_gate::STATEMENTS,
        crate::identity::token_revocation::STATEMENTS,
        crate::integrations::github::STATEMENTS,
        crate::organizations::invitations::STATEMENTS,
        crate::organizations::join_requests::STATEMENTS,
        crate::organizations::onboarding::STATEMENTS,
        crate::organizations::members::STATEMENTS,
        crate::organizations::organizations::STATEMENTS,
        crate::organizations::provisioning::STATEMENTS,
        crate::organizations::service_accounts::STATEMENTS,
        crate::organizations::custom_roles::STATEMENTS,
        crate::organizations::teams::STATEMENTS,
        crate::platform::idempotency::STATEMENTS,
        crate::platform::idempotency::sealed::STATEMENTS,
        crate::platform::outbox::STATEMENTS,
        crate::platform::schedule::STATEMENTS,
        crate::identity::sealed::STATEMENTS,
        crate::identity::second_factors::STATEMENTS,
        crate::identity::passkeys::STATEMENTS,
        crate::platform::webhooks::STATEMENTS,
        crate::identity::users::STATEMENTS,
    ]
    .concat()
}

#[test]
fn every_store_is_listed() {
    fn stores(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stores(&path, found);
            } else if path.ends_with("store.rs") {
                let module = path.with_extension("").to_string_lossy().replace('/', "::");
                found.push(module.replacen("src", "steward", 1));
            }
        }
    }
    let mut found = Vec::new();
    stores(std::path::Path::new("src"), &mut found);
    assert!(!found.is_empty());
    for module in found {
        let listed = statements().iter().any(|(name, _)| name.starts_with(&format!("{module}::")));
        assert!(listed, "{module} is not in the list of stores");
    }
}

#[test]
fn every_statement_is_prepared() {
    let database = migrated();
    for (name, sql) in statements() {
        if let Err(error) = database.prepare(sql) {
            panic!("{name}: {error}");
        }
    }
}

/// Tables that may be scanned: the JSON list of a parameter, and the results of the statement itself.
fn may_be_scanned(step: &str) -> bool {
    ["SCAN json_each", "SCAN mine", "SCAN listed", "SCAN keys", "SCAN (subquery", "SCAN CONSTANT ROW"]
        .iter()
        .any(|start| step.starts_with(start))
}

#[test]
fn no_statement_scans_a_table() {
    let database = migrated();
    let mut scans = Vec::new();
    for (name, sql) in statements() {
        let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = plan.parameter_count();
        let nothing = vec![rusqlite::types::Null; count];
        let steps = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
        for step in steps {
            let step = step.unwrap();
            // scanning a covering index is not a scan of the table
            let walks = step.starts_with("SCAN") && !may_be_scanned(&step) && !step.contains("USING INDEX");
            if walks || step.contains("USE TEMP B-TREE FOR ORDER BY") {
                scans.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(scans.is_empty(), "{scans:#?}");
}

#[test]
fn every_sealed_column_is_declared() {
    let database = migrated();
    let mut found = database
        .prepare(
            "SELECT name || ' ' || column_name FROM (SELECT master.name, info.name AS column_name \
            FROM sqlite_master AS master JOIN pragma_table_info(master.name) AS info WHERE master.type = 'table') \
            WHERE column_name LIKE '%!_sealed' ESCAPE '!' ORDER BY 1",
        )
        .unwrap();
    let found: Vec<String> = found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut declared: Vec<String> = crate::SEALED_COLUMNS
        .iter()
        .copied()
        .flatten()
        .map(|column| format!("{} {}", column.table, column.column))
        .collect();
    declared.sort();
    assert_eq!(declared, found);
}

/// Tables that no statement writes yet: Slack's synchronization fills them.
const FILLED_LATER: [&str; 2] = ["provider_user_mapping", "slack_channel"];

#[test]
fn every_table_is_written_and_read() {
    let database = migrated();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
        .unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let statements = statements();
    let uses = |table: &str, keywords: &[&str]| {
        statements.iter().any(|(_, sql)| {
            let words: Vec<&str> =
                sql.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).collect();
            words.windows(2).any(|pair| pair[1] == table && keywords.contains(&pair[0]))
        })
    };
    let unused: Vec<&String> = tables
        .iter()
        .filter(|table| {
            let is_written = uses(table, &["INTO", "UPDATE"]) || FILLED_LATER.contains(&table.as_str());
            !(is_written && uses(table, &["FROM", "JOIN", "UPDATE"]))
        })
        .collect();
    assert!(tables.len() > 20);
    assert!(unused.is_empty(), "{unused:?}");
}
