//! Checks that the export of an organization has every table and column that belongs to one, or that it says why not.

use rusqlite::Connection;

use super::migrated;

/// Tables that are not exported, and why.
const WITHOUT: &[(&str, &[&str])] = &[
    (
        "a user's own, who exports it: user.export",
        &[
            "account",
            "backup_code",
            "device_code",
            "passkey",
            "session",
            "sign_in_challenge",
            "totp_factor",
            "verification",
        ],
    ),
    ("secrets of short life", &["authorization_code", "refresh_token", "token_revocation"]),
    (
        "the platform's, without an organization",
        &["job", "sign_up_allowance", "signing_key", "undecodable_message", "waitlist_entry"],
    ),
    (
        "work that is deleted when it is done",
        &["idempotency_key", "outbox_delivery", "outbox_event", "webhook_delivery"],
    ),
    ("follows from the exported audit events", &["audit_chain"]),
    ("outlives the organization", &["organization_slug_tombstone"]),
];

/// Columns that are not exported, and why.
const WITHOUT_COLUMNS: &[(&str, &[&str])] = &[
    (
        "the row that the object is in",
        &[
            "active_config.estate_id",
            "api_key.organization_id",
            "api_key_usage.key_id",
            "audit_log.organization_id",
            "audit_retention.organization_id",
            "audit_stream.organization_id",
            "config_source.estate_id",
            "custom_role.organization_id",
            "ended_membership.organization_id",
            "estate.organization_id",
            "estate_account_permission.estate_id",
            "estate_grant.membership_id",
            "estate_onboarding_event.estate_id",
            "estate_onboarding_event.organization_id",
            "invitation.organization_id",
            "join_link.organization_id",
            "join_request.organization_id",
            "oauth_client.organization_id",
            "oauth_consent.membership_id",
            "oauth_consent.user_id",
            "organization_domain.organization_id",
            "organization_slug_history.organization_id",
            "organization_user_membership.organization_id",
            "provider_user_mapping.estate_id",
            "repository_sender.estate_id",
            "scim_group.organization_id",
            "scim_group.team_id",
            "scim_group_member.team_id",
            "scim_token.organization_id",
            "scim_user.organization_id",
            "service_account.organization_id",
            "service_account_estate.service_account_id",
            "slack_channel.estate_id",
            "sso_connection.organization_id",
            "team.organization_id",
            "team_estate.team_id",
            "team_member.team_id",
        ],
    ),
    (
        "a secret, its hash, or what it is made of",
        &[
            "api_key.key_hash",
            "api_key.previous_key_hash",
            "audit_retention.signature",
            "audit_stream.secret_sealed",
            "invitation.key_id",
            "invitation.token_hash",
            "join_link.key_id",
            "join_link.token_hash",
            "oauth_client.previous_secret_hash",
            "oauth_client.secret_hash",
            "organization_domain.challenge",
            "scim_token.token_hash",
            "sso_connection.client_secret_sealed",
        ],
    ),
    (
        "counts the edits, for If-Match",
        &[
            "audit_stream.revision",
            "custom_role.revision",
            "estate.revision",
            "oauth_client.revision",
            "organization.revision",
            "organization_user_membership.revision",
            "service_account.revision",
            "sso_connection.revision",
            "team.revision",
        ],
    ),
    ("a number within the database", &["audit_log.position", "build.webhook_delivery_id"]),
    ("empty in an organization that exists", &["organization.deleted_at", "organization.deleted_by"]),
    (
        "the user's own, who exports it: user.export",
        &[
            "user.id",
            "user.email_verified",
            "user.image",
            "user.role",
            "user.debug_mode",
            "user.is_bot",
            "user.banned",
            "user.ban_reason",
            "user.ban_expires_at",
            "user.created_at",
            "user.updated_at",
            "user.last_seen_at",
            "user.email_proven_at",
            "user.browsers_known_from",
        ],
    ),
];

fn names(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The part of the statements that says what is returned.
fn exports(column: &str) -> bool {
    crate::organizations::export::STATEMENTS.iter().any(|(_, sql)| {
        [", ", "json(", "iif("].iter().any(|before| {
            let written = format!("{before}{column}");
            sql.match_indices(&written).any(|(at, _)| {
                let after = sql.get(at + written.len()..).and_then(|rest| rest.chars().next());
                after.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '_')
            })
        })
    })
}

#[test]
fn every_column_of_an_organization_is_exported_or_says_why_not() {
    let database = migrated();
    let without: Vec<&str> = WITHOUT.iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    let without_columns: Vec<&str> = WITHOUT_COLUMNS.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
    let mut missing = Vec::new();
    let mut seen = Vec::new();
    for table in
        names(&database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    {
        if without.contains(&table.as_str()) {
            seen.push(table);
            continue;
        }
        for column in names(&database, &format!("SELECT name FROM pragma_table_info('{table}')")) {
            let column = format!("{table}.{column}");
            match (exports(&column), without_columns.contains(&column.as_str())) {
                (true, false) => {}
                (false, true) => seen.push(column),
                (true, true) => missing.push(format!("{column} is exported, and on the list of those that are not")),
                (false, false) => missing.push(column),
            }
        }
    }
    missing.extend(
        without
            .iter()
            .chain(&without_columns)
            .filter(|name| !seen.iter().any(|seen| seen == *name))
            .map(|name| format!("{name} does not exist")),
    );
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_secret_is_exported() {
    for (name, sql) in crate::organizations::export::STATEMENTS {
        for secret in ["_hash,", "_hash)", "_hash ", "_sealed", "challenge"] {
            let sql = sql.replace("commit_hash", "");
            assert!(!sql.contains(secret), "{name} has {secret}");
        }
    }
}
